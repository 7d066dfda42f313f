package io.concordat.jepsen.knossos;

/** Knossos has no such model, or no such answer in it. */
public final class Inexpressible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Inexpressible(String message) {
        super(message);
    }
}
