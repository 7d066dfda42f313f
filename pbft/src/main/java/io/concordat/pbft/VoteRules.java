package io.concordat.pbft;

import org.jspecify.annotations.Nullable;

/** When a PREPARE or COMMIT counts at all. What it counts for is told by its view, slot and digest (P03, P07). */
final class VoteRules {
    private VoteRules() {}

    /** What is wrong, or null. */
    static @Nullable String flaw(Statement vote, int sender, Quorums quorums, Slots slots) {
        if (vote.phase() != Phase.PREPARE && vote.phase() != Phase.COMMIT) {
            return "neither PREPARE nor COMMIT";
        }
        if (vote.signer() != sender) {
            return "sent by another than its signer";
        }
        if (!quorums.contains(vote.signer())) {
            return "its signer is no member";
        }
        if (vote.phase() == Phase.PREPARE && vote.signer() == quorums.primary(vote.view())) {
            return "a primary does not prepare its own proposal";
        }
        return slots.inWindow(vote.index()) ? null : "its slot lies outside the water marks";
    }
}
