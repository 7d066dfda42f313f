package io.concordat.protocol;

import io.concordat.error.ErrorCode;

/** What became of an operator's wish. */
public sealed interface AdminOutcome {
    /** {@code leader} leads {@code term}. */
    record Leads(int leader, long term) implements AdminOutcome {}

    /** A snapshot of the state at {@code index} is safe on the disk of the replica that was asked. */
    record SnapshotTaken(long index) implements AdminOutcome {}

    /** Nothing changed, as far as this replica knows. */
    record Refused(ErrorCode code, String message) implements AdminOutcome {}
}
