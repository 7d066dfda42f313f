package io.concordat.pbft;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.crypto.Signer;
import io.concordat.log.Batch;
import io.concordat.log.GroupContext;
import io.concordat.membership.Membership;
import io.concordat.pbft.NewViewRules.Reproposal;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.protocol.HardState;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.Recovery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes whatever one member could put its name to, without the guard that keeps an honest one to its word: the tool of
 * replicas that lie on purpose, in tests of all the others. It holds that member's key and nobody else's. Stateless.
 */
public final class Forge {
    private final Signer signer;
    private final GroupContext context;
    private final Quorums quorums;
    private final int self;

    /** Throws {@link IllegalArgumentException} without a signer: unsigned lies are nobody's. */
    public Forge(ProtocolStart start) {
        Signer key = start.signer();
        if (key == null) {
            throw new IllegalArgumentException("a liar needs a key");
        }
        Membership members =
                start.configurations().get(start.configurations().size() - 1).membership();
        this.signer = key;
        this.context = start.context();
        this.quorums = Quorums.of(members);
        this.self = start.self();
    }

    /** All members but this one. */
    public List<Integer> others() {
        return quorums.members().stream().filter(m -> m != self).toList();
    }

    /** How many members may lie. */
    public int faults() {
        return quorums.faults();
    }

    public int primary(long view) {
        return quorums.primary(view);
    }

    public GroupContext context() {
        return context;
    }

    /** This member's statement, whatever it has said before. */
    public Statement say(Phase phase, long view, long index, Hash digest) {
        return sayIn(context, phase, view, index, digest, self);
    }

    /** In the name of {@code member}, under this member's own key. */
    public Statement sayAs(int member, Phase phase, long view, long index, Hash digest) {
        return sayIn(context, phase, view, index, digest, member);
    }

    /** As it would be signed in another cluster, group or epoch. */
    public Statement sayIn(GroupContext other, Phase phase, long view, long index, Hash digest) {
        return sayIn(other, phase, view, index, digest, self);
    }

    private Statement sayIn(GroupContext where, Phase phase, long view, long index, Hash digest, int name) {
        Bytes text = Statement.signedBytes(where, phase, view, index, digest, name);
        return new Statement(phase, view, index, digest, name, signer.sign(text));
    }

    /** A proposal of {@code batch} in {@code view}. */
    public PrePrepare proposal(long view, Batch batch) {
        return new PrePrepare(say(Phase.PRE_PREPARE, view, batch.index(), batch.digest(context)), batch);
    }

    /** {@code claimed}: the stable checkpoint's index, as it says. */
    public ViewChange change(
            long view, long claimed, @Nullable CheckpointCertificate stable, List<PreparedCertificate> prepared) {
        Hash digest = ViewChangeContents.digest(ViewChangeContents.encode(stable, prepared));
        return new ViewChange(say(Phase.VIEW_CHANGE, view, claimed, digest), stable, prepared);
    }

    /** With the proposals that follow from {@code changes}, as an honest primary makes it. */
    public NewView newView(long view, List<ViewChange> changes) {
        List<Statement> proposals = new ArrayList<>();
        for (Reproposal due : NewViewRules.reproposals(changes, context)) {
            proposals.add(say(Phase.PRE_PREPARE, view, due.index(), due.digest()));
        }
        return newView(view, changes, proposals);
    }

    /** With whatever proposals. */
    public NewView newView(long view, List<ViewChange> changes, List<Statement> proposals) {
        Hash digest = NewViewContents.digest(NewViewContents.encode(changes, proposals));
        return new NewView(say(Phase.NEW_VIEW, view, 0, digest), changes, proposals);
    }

    /** What a restart would leave of {@code start} at a member that remembers checkpoints and none of its words. */
    public static ProtocolStart forgotten(ProtocolStart start) {
        return new ProtocolStart(
                start.self(),
                start.context(),
                HardState.INITIAL,
                new Recovery.Intact(),
                start.boundary(),
                start.snapshot(),
                start.tail(),
                start.terms(),
                start.configurations(),
                start.lastProposedNanos(),
                start.incarnation(),
                start.nextIoSeq(),
                start.settings(),
                start.limits(),
                start.random(),
                start.signer(),
                start.ownWords().stream()
                        .filter(r -> r.key().index() == Journal.stablePlace())
                        .toList());
    }
}
