package io.concordat.log;

import io.concordat.bytes.Hash;

/**
 * A batch in its place in the log.
 *
 * @param term the term (Raft) or view (PBFT) in which it took this place
 * @param hash Raft: {@link LogChain} over the previous entry's hash; PBFT: the batch digest
 */
public record LogEntry(long term, Hash hash, Batch batch) {
    public long index() {
        return batch.index();
    }

    public int size() {
        return batch.size();
    }
}
