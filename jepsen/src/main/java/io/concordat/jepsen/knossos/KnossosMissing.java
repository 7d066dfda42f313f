package io.concordat.jepsen.knossos;

/** Knossos or Clojure is not on the class path given, or has no such model; the message says what to do. */
public final class KnossosMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KnossosMissing(String message, Throwable cause) {
        super(message, cause);
    }

    public KnossosMissing(String message) {
        super(message);
    }
}
