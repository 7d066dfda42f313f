package io.concordat.cli;

import io.concordat.error.ErrorCode;
import io.concordat.node.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** A command that ends with an error: code, what happened, what would have been right, what to do next. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String expected;
    private final String next;
    private final int exit;
    private final transient Map<String, Object> more = new LinkedHashMap<>();

    public CommandFailed(ErrorCode code, String message, String expected) {
        this(code.name(), message, expected, code.next(), code.exit());
    }

    public CommandFailed(String code, String message, String expected, String next, int exit) {
        super(message.startsWith(code + ": ") ? message.substring(code.length() + 2) : message);
        this.code = code;
        this.expected = expected;
        this.next = next;
        this.exit = exit;
    }

    /** From a code that came over the wire; one this build does not know is an error like any other. */
    public static CommandFailed of(String code, String message) {
        return ErrorCode.of(code)
                .map(known -> new CommandFailed(known, message.isEmpty() ? known.meaning() : message, ""))
                .orElse(new CommandFailed(code, message, "", "", 1));
    }

    public static CommandFailed usage(String message, String expected) {
        return new CommandFailed(ErrorCode.USAGE, message, expected);
    }

    /** With more than a sentence to tell: {@code facts} become keys of the error's object. */
    public CommandFailed with(Map<String, ?> facts) {
        more.putAll(facts);
        return this;
    }

    /** The same error under another exit status. */
    public CommandFailed exiting(int status) {
        return new CommandFailed(code, String.valueOf(getMessage()), expected, next, status).with(more);
    }

    /** Of the registry of errors, or a stranger's. */
    public String code() {
        return code;
    }

    public int exit() {
        return exit;
    }

    public String line(boolean json) {
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("error", code);
            object.put("message", String.valueOf(getMessage()));
            object.put("expected", expected);
            object.put("next", next);
            object.putAll(more);
            return Json.of(object);
        }
        // One line; what a message quotes, such as a log, follows it.
        String message = String.valueOf(getMessage());
        int end = message.indexOf('\n');
        return "error " + code + ": " + (end < 0 ? message : message.substring(0, end))
                + (expected.isEmpty() ? "" : " (expected: " + expected + ")")
                + (next.isEmpty() ? "" : ". " + next)
                + (end < 0 ? "" : message.substring(end));
    }
}
