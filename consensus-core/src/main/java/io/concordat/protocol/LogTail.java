package io.concordat.protocol;

import io.concordat.bytes.Hash;

/** The last entry of a log. */
public record LogTail(long term, long index, Hash hash) {
    public static final LogTail EMPTY = new LogTail(0, 0, Hash.ZERO);

    /** Compares as an election does: the later term wins, then the longer log (Raft §5.4.1). */
    public boolean atLeast(long otherTerm, long otherIndex) {
        return term != otherTerm ? term > otherTerm : index >= otherIndex;
    }
}
