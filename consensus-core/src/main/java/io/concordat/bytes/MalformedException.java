package io.concordat.bytes;

/** Bytes from a peer, a client or the disk that no honest writer produces. Names what was expected. */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }

    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
