package io.concordat.cli.output;

import io.concordat.error.ErrorCode;

/** Why a command did not do what it was asked: one line for people or scripts, and the exit status. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String expected;
    private final String next;

    /** {@code expected} and {@code next} may be empty; then the code's own advice is given. */
    public Failure(ErrorCode code, String message, String expected, String next) {
        super(message);
        this.code = code;
        this.expected = expected;
        this.next = next.isEmpty() ? code.next() : next;
    }

    public Failure(ErrorCode code, String message) {
        this(code, message, "", "");
    }

    public static Failure usage(String message, String expected, String next) {
        return new Failure(ErrorCode.USAGE, message, expected, next);
    }

    public ErrorCode code() {
        return code;
    }

    public String expected() {
        return expected;
    }

    public String next() {
        return next;
    }

    public int exit() {
        return code.exit();
    }

    public String message() {
        return String.valueOf(getMessage()).replaceAll("\\s+", " ").strip();
    }
}
