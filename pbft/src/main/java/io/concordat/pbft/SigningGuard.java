package io.concordat.pbft;

import io.concordat.bytes.Hash;
import io.concordat.crypto.Signer;
import io.concordat.log.GroupContext;
import io.concordat.runtime.Invariant;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The only way to this member's signature: it refuses to sign two different things for one phase, view and slot, and
 * to vote in a view that it has left, whatever the rest of the protocol believes. What was signed is returned again,
 * byte for byte. Signing is deterministic, so this is as pure as the rest (docs/adr).
 */
final class SigningGuard {
    private final Signer signer;
    private final GroupContext context;
    private final int self;
    private final SortedMap<Place, Statement> signed = new TreeMap<>();
    private long leftViewsBelow;
    private long closedUpTo;

    /** What only one thing may be signed for. */
    private record Place(long index, long view, int phase) implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparingLong(Place::index)
                .thenComparingLong(Place::view)
                .thenComparingInt(Place::phase);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    SigningGuard(Signer signer, GroupContext context, int self) {
        this.signer = signer;
        this.context = context;
        this.self = self;
    }

    Statement sign(Phase phase, long view, long index, Hash digest) {
        Place place = place(phase, view, index);
        Statement before = signed.get(place);
        if (before != null) {
            Invariant.check(
                    before.digest().equals(digest) && before.index() == index, "two things to sign for " + before);
            return before;
        }
        if (ofSlot(phase)) {
            Invariant.check(view >= leftViewsBelow, "a vote in view %d, having left for %d", view, leftViewsBelow);
        }
        if (phase == Phase.PREPARE || phase == Phase.COMMIT || phase == Phase.CHECKPOINT) {
            Invariant.check(index > closedUpTo, "a promise for slot %d, stable is %d", index, closedUpTo);
        }
        Statement statement = new Statement(
                phase,
                view,
                index,
                digest,
                self,
                signer.sign(Statement.signedBytes(context, phase, view, index, digest, self)));
        remember(statement);
        return statement;
    }

    /** Signed now, or in an earlier life. */
    void remember(Statement statement) {
        signed.put(place(statement.phase(), statement.view(), statement.index()), statement);
        if (statement.phase() == Phase.VIEW_CHANGE || statement.phase() == Phase.NEW_VIEW) {
            leftViewsBelow = Math.max(leftViewsBelow, statement.view());
        }
    }

    /** A later view is entered without a VIEW-CHANGE of our own. */
    void entered(long view) {
        leftViewsBelow = Math.max(leftViewsBelow, view);
        signed.keySet().removeIf(p -> p.index() == 0 && p.view() < view);
    }

    /** Slots up to here are closed by a stable checkpoint: nobody needs our word for them, and nobody gets it. */
    void close(long index) {
        closedUpTo = Math.max(closedUpTo, index);
        signed.keySet().removeIf(p -> p.index() > 0 && p.index() <= closedUpTo);
    }

    private static boolean ofSlot(Phase phase) {
        return phase == Phase.PRE_PREPARE || phase == Phase.PREPARE || phase == Phase.COMMIT;
    }

    /** A view has one VIEW-CHANGE by each member, whatever checkpoint it names. */
    private static Place place(Phase phase, long view, long index) {
        boolean ofView = phase == Phase.VIEW_CHANGE || phase == Phase.NEW_VIEW;
        return new Place(ofView ? 0 : index, view, phase.code());
    }
}
