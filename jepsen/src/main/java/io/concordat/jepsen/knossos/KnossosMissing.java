package io.concordat.jepsen.knossos;

/** Knossos or Clojure is not on the class path given. */
public final class KnossosMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KnossosMissing(String message, Throwable cause) {
        super(message, cause);
    }

    public KnossosMissing(String message) {
        super(message);
    }
}
