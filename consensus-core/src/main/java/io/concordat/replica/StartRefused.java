package io.concordat.replica;

import io.concordat.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A node that must not start, and why: a foreign, damaged or occupied directory, or settings that make no sense. */
public final class StartRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public StartRefused(ErrorCode code, String message) {
        this(code, message, null);
    }

    public StartRefused(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
