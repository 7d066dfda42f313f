package io.concordat.jepsen.history;

/** How a history was written down, which decides what a nil result means. */
public enum Notation {
    /** Jepsen's maps; a nil result is unknown. */
    EDN,
    /** Jepsen's log lines; a nil result says that there is no value. */
    LOG,
    /** Lines of calls and returns. */
    CALLS
}
