package io.concordat.protocol;

import io.concordat.config.Settings;
import java.util.List;

/** How a protocol joins a program: found through {@link java.util.ServiceLoader}, chosen by {@link #name()}. */
public interface ProtocolFactory {
    /** The word in {@code cluster.toml}: "raft", "pbft". */
    String name();

    Protocol start(ProtocolStart start);

    MessageCodec codec();

    /**
     * As {@link #codec()}, for a protocol whose messages carry signatures of their own: it checks them, off the loop,
     * each once.
     */
    default MessageCodec codec(Attestation attestation) {
        return codec();
    }

    /** The last index whose body a member that wakes with {@code ownWords} has no use for; it is given those after. */
    default long bodiesAfter(List<RecordOp.Put> ownWords) {
        return Long.MAX_VALUE;
    }

    PromiseRules promises();

    /** What third parties can check of it. */
    default ProofRules proofs() {
        return ProofRules.NONE;
    }

    /** Whose word its clients take. */
    default ReplyRule replies() {
        return ReplyRule.OF_LEADER;
    }

    /** Whether the protocol makes use of snapshots: it marks them, compacts its log, and installs those of others. */
    default boolean compacts() {
        return false;
    }

    /** Snapshots that are due wait for the next multiple of this index: only there a state can be proved to others. */
    default int snapshotStride(Settings settings) {
        return 1;
    }
}
