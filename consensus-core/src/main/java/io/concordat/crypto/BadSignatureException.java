package io.concordat.crypto;

/** A message whose signature is missing, superfluous or wrong. Sixteen of these in a second cut a sender off. */
public final class BadSignatureException extends Exception {
    private static final long serialVersionUID = 1L;

    public BadSignatureException(String message) {
        super(message);
    }
}
