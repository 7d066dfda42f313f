package io.concordat.jepsen.edn;

/** The text is no EDN; the message names the line. */
public final class EdnException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EdnException(String message) {
        super(message);
    }
}
