package io.concordat.pbft;

import io.concordat.pbft.PbftMessage.Checkpoint;
import org.jspecify.annotations.Nullable;

/** When a CHECKPOINT counts. */
final class CheckpointRules {
    private CheckpointRules() {}

    /** What is wrong, or null. */
    static @Nullable String flaw(Checkpoint message, int sender, Quorums quorums, PbftConfig config) {
        Statement statement = message.statement();
        if (statement.phase() != Phase.CHECKPOINT || statement.view() != 0) {
            return "not a CHECKPOINT";
        }
        if (statement.signer() != sender) {
            return "sent by another than its signer";
        }
        if (!quorums.contains(statement.signer())) {
            return "its signer is no member";
        }
        return statement.index() % config.checkpointEvery() == 0 ? null : "no checkpoint belongs there";
    }
}
