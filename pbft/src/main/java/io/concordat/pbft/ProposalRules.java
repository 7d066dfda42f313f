package io.concordat.pbft;

import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.protocol.ClusterTime;
import org.jspecify.annotations.Nullable;

/** When a backup may take a PRE-PREPARE for its view's proposal. Signatures and digest are checked by then. */
final class ProposalRules {
    private ProposalRules() {}

    /**
     * Where the backup stands.
     *
     * @param reproposed the last slot that the view's NEW-VIEW has proposed
     */
    record Standing(Quorums quorums, long view, boolean active, int self, Slots slots, long reproposed) {}

    /** What is wrong, or null. */
    static @Nullable String flaw(PrePrepare message, int sender, Standing at, ClusterTime time, long now) {
        Statement statement = message.statement();
        int primary = at.quorums().primary(at.view());
        if (statement.phase() != Phase.PRE_PREPARE) {
            return "not a PRE-PREPARE";
        }
        if (statement.view() != at.view() || !at.active()) {
            return "its view is not the one that has begun here";
        }
        if (statement.signer() != primary || sender != primary || primary == at.self()) {
            return "it does not come from the view's primary";
        }
        if (!at.slots().inWindow(statement.index())) {
            return "its slot lies outside the water marks";
        }
        if (message.batch().membership() != null) {
            return "a configuration cannot be proposed by this version";
        }
        Slot slot = at.slots().find(statement.index());
        if (slot != null && slot.proposalOf(at.view()) != null) {
            // What is accepted already, this repeats or contradicts; either is no new proposal to be measured.
            return null;
        }
        CommitCertificate decided = slot == null ? null : slot.decided();
        if (decided != null && !decided.digest().equals(statement.digest())) {
            // Proof has come that a quorum was told otherwise: this primary lies, and nobody stops for that.
            return "its slot is decided otherwise";
        }
        if (statement.index() <= at.reproposed()) {
            return "its slot was settled when the view began";
        }
        return time.plausible(message.batch().proposedNanos(), now)
                ? null
                : "cluster time cannot have come to " + message.batch().proposedNanos();
    }
}
