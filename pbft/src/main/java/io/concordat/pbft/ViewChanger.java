package io.concordat.pbft;

import io.concordat.bytes.Bytes;
import io.concordat.pbft.NewViewRules.Reproposal;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.protocol.HardState;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * From one view to the next (OSDI'99 §4.4). Who leaves a view votes in it no more; f+1 who have left are joined at the
 * smallest of their views; a quorum of VIEW-CHANGEs lets the new primary begin, and everybody else check how.
 */
final class ViewChanger {
    private final PbftCore core;
    private final Checkpoints checkpoints;
    private final Agreement agreement;
    private final SortedMap<Integer, ViewChange> changes = new TreeMap<>();
    private final SortedSet<Integer> silent = new TreeSet<>();
    private @Nullable ViewChange own;
    private @Nullable NewView begun;
    private int failed;
    private long giveUpAt = Long.MAX_VALUE;
    private long suspectAt = Long.MAX_VALUE;

    ViewChanger(PbftCore core, Checkpoints checkpoints, Agreement agreement) {
        this.core = core;
        this.checkpoints = checkpoints;
        this.agreement = agreement;
    }

    /** What proves to others that this view has begun; null in the first view and between views. */
    @Nullable
    NewView begun() {
        return begun;
    }

    /** What this member has said since it left the view before; null while it is in one. */
    @Nullable
    ViewChange leaving() {
        return core.view().active() ? null : own;
    }

    void restored(ViewChange change) {
        own = change;
        changes.put(core.self(), change);
    }

    void restored(NewView view) {
        begun = view;
    }

    /** Something was executed: whoever leads now is no failure. */
    void progressed() {
        failed = 0;
    }

    /** How long this view's primary may keep a request waiting. */
    long patience() {
        return core.config().patience(failed);
    }

    /** The primary's process seems to be gone; judged a moment later, when it may have been the network. */
    void suspect(long atNanos) {
        suspectAt = Math.min(suspectAt, atNanos);
    }

    void unsuspect() {
        suspectAt = Long.MAX_VALUE;
    }

    /** What a member says of itself: whether it lost its memory. */
    void told(int member, boolean lost) {
        if (lost) {
            silent.add(member);
        } else {
            silent.remove(member);
        }
    }

    void tick(long oldestRequestSince) {
        if (core.view().silent()) {
            return;
        }
        long now = core.now();
        if (!core.view().active()) {
            if (now >= giveUpAt || own == null || hopeless()) {
                // Whoever regained its memory between views has not said yet that it left the last one.
                leave(core.view().number() + 1);
            }
        } else if (core.view().retired()
                // It may serve just fast enough for its lies to cost nearly all speed and no patience.
                || core.convicted(core.view().primary())
                || now >= suspectAt
                || (oldestRequestSince != Long.MAX_VALUE && now - oldestRequestSince > patience())) {
            leave(core.view().number() + 1);
        }
    }

    /**
     * Whether a quorum has left for a view that cannot begin, since its primary says that it lost its memory. Waiting
     * for it would help nobody, least of all once patience has doubled a few times; and it proves nothing about how
     * long the others need.
     */
    private boolean hopeless() {
        return giveUpAt != Long.MAX_VALUE && silent.contains(core.view().primary());
    }

    /** Stops voting, for good, in all views before {@code next}. */
    private void leave(long next) {
        if (!hopeless()) {
            failed++;
        }
        suspectAt = Long.MAX_VALUE;
        giveUpAt = Long.MAX_VALUE;
        begun = null;
        core.view().leaveFor(next);
        List<PreparedCertificate> prepared = new ArrayList<>();
        for (Slot slot : core.slots().all()) {
            PreparedCertificate certificate = slot.prepared();
            if (certificate != null) {
                prepared.add(certificate);
            }
        }
        CheckpointCertificate stable = checkpoints.stable();
        Bytes contents = ViewChangeContents.encode(stable, prepared);
        Statement statement =
                core.sign(Phase.VIEW_CHANGE, next, core.slots().low(), ViewChangeContents.digest(contents));
        ViewChange change = new ViewChange(statement, stable, prepared);
        own = change;
        changes.put(core.self(), change);
        core.out().write(new HardState(next, 0));
        core.out().write(Journal.viewChange(change));
        core.out().promise(change);
        consider();
    }

    void received(int sender, ViewChange message) {
        int signer = message.statement().signer();
        String flaw = signer == sender
                ? ViewChangeRules.flaw(message, core.quorums(), core.config())
                : "sent by another than its signer";
        if (core.drops(sender, flaw)) {
            return;
        }
        long view = message.statement().view();
        if (view < core.view().number()) {
            return;
        }
        if (view == core.view().number() && core.view().active()) {
            NewView proof = begun;
            if (proof != null) {
                // It may be this member's own, and not yet synced.
                core.out().promise(sender, proof);
            }
            return;
        }
        ViewChange before = changes.get(signer);
        if (before != null && before.statement().contradicts(message.statement())) {
            core.evidence(before.statement(), message.statement());
            return;
        }
        if (before == null || before.statement().view() < view) {
            changes.put(signer, message);
            CheckpointCertificate stable = message.stable();
            if (stable != null) {
                checkpoints.learned(stable);
            }
            consider();
        }
    }

    private void consider() {
        if (core.view().silent()) {
            return;
        }
        long joined = smallestOfOneHonest();
        if (joined > core.view().number()) {
            leave(joined);
            return;
        }
        if (core.view().active()) {
            return;
        }
        if (giveUpAt == Long.MAX_VALUE
                && from(core.view().number()) >= core.quorums().quorum()) {
            // Only now can a NEW-VIEW be expected: whoever is alone does not run ahead of the others. Who is in a
            // later view already counts too, or two could wait here for ever for a third that has gone on.
            giveUpAt = core.now() + patience();
        }
        List<ViewChange> same = forCurrent();
        if (core.view().primary() == core.self()
                && same.size() >= core.quorums().quorum()) {
            begin(same);
        }
    }

    /** How many have left all views before this one. */
    private long from(long view) {
        return changes.values().stream()
                .filter(c -> c.statement().view() >= view)
                .count();
    }

    /** The smallest later view, once f+1 others are in later ones: one of them is honest (P32, P33, P34). */
    private long smallestOfOneHonest() {
        long smallest = Long.MAX_VALUE;
        int later = 0;
        for (ViewChange change : changes.values()) {
            long view = change.statement().view();
            if (view > core.view().number() && change.statement().signer() != core.self()) {
                later++;
                smallest = Math.min(smallest, view);
            }
        }
        return later >= core.quorums().oneHonest() ? smallest : 0;
    }

    private List<ViewChange> forCurrent() {
        List<ViewChange> same = new ArrayList<>();
        for (ViewChange change : changes.values()) {
            if (change.statement().view() == core.view().number()) {
                same.add(change);
            }
        }
        return same;
    }

    private void begin(List<ViewChange> same) {
        long view = core.view().number();
        List<ViewChange> chosen = same.subList(0, core.quorums().quorum());
        List<Statement> proposals = new ArrayList<>();
        for (Reproposal due : NewViewRules.reproposals(chosen, core.context())) {
            proposals.add(core.sign(Phase.PRE_PREPARE, view, due.index(), due.digest()));
        }
        Bytes contents = NewViewContents.encode(chosen, proposals);
        Statement statement = core.sign(Phase.NEW_VIEW, view, 0, NewViewContents.digest(contents));
        NewView message = new NewView(statement, chosen, proposals);
        enter(message);
        core.out().promise(message);
    }

    void received(int sender, NewView message) {
        long view = message.statement().view();
        boolean news = view > core.view().number()
                || (view == core.view().number() && !core.view().active());
        if (news && !core.drops(sender, NewViewRules.flaw(message, core.quorums(), core.config(), core.context()))) {
            enter(message);
        }
    }

    private void enter(NewView message) {
        long view = message.statement().view();
        begun = message;
        giveUpAt = Long.MAX_VALUE;
        suspectAt = Long.MAX_VALUE;
        core.guard().entered(view);
        core.view().enter(view, core.now());
        // A primary has proposed in its view by beginning it: after a restart it must not propose otherwise.
        core.out().write(new HardState(view, core.view().primary() == core.self() ? core.self() : 0));
        core.out().write(Journal.newView(message));
        for (ViewChange change : message.changes()) {
            CheckpointCertificate stable = change.stable();
            if (stable != null) {
                checkpoints.learned(stable);
            }
        }
        agreement.viewBegins(NewViewRules.start(message.changes()), message.proposals(), core.now());
        changes.values().removeIf(c -> c.statement().view() <= view);
    }
}
