package io.concordat.node.config;

import io.concordat.error.ErrorCode;

/** A file, key or value that cannot be used; the message is for the person who wrote it. */
public final class ConfigRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String expected;

    public ConfigRefused(ErrorCode code, String message, String expected) {
        super(message);
        this.code = code;
        this.expected = expected;
    }

    static ConfigRefused usage(String message, String expected) {
        return new ConfigRefused(ErrorCode.USAGE, message, expected);
    }

    public ErrorCode code() {
        return code;
    }

    /** What would have been right; may be empty. */
    public String expected() {
        return expected;
    }
}
