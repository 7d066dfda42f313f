package io.concordat.services.lock.client;

import io.concordat.error.ErrorCode;
import io.concordat.services.lock.LockReply;
import java.util.List;

/** A lock that was not acquired, or is no longer held. */
public final class LockFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<LockReply.Step> cycle;

    LockFailedException(ErrorCode code, String message) {
        super(code + ": " + message);
        this.code = code;
        this.cycle = List.of();
    }

    LockFailedException(List<LockReply.Step> cycle) {
        super(ErrorCode.DEADLOCK + ": " + words(cycle));
        this.code = ErrorCode.DEADLOCK;
        this.cycle = List.copyOf(cycle);
    }

    private static String words(List<LockReply.Step> cycle) {
        return String.join(", ", cycle.stream().map(LockReply.Step::toString).toList());
    }

    /**
     * LOCK_BUSY after all patience, DEADLOCK, LOCK_MISMATCH, LOCK_LOST, NO_QUORUM (certainly not executed), TIMEOUT
     * (not known whether; it is undone as soon as the cluster can be reached), or another refusal.
     */
    public ErrorCode code() {
        return code;
    }

    /** With DEADLOCK: each owner waits for the lock that the next one holds or will have before it. Else empty. */
    public List<LockReply.Step> cycle() {
        return cycle;
    }
}
