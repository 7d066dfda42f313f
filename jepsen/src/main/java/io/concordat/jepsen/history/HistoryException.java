package io.concordat.jepsen.history;

/** The text is no history, or not one of the model it is checked against. */
public final class HistoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HistoryException(String message) {
        super(message);
    }
}
