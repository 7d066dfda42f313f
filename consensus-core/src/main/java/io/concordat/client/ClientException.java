package io.concordat.client;

import io.concordat.error.ErrorCode;

/** Why something that is not a command failed: opening a session, asking a node for its status. */
public final class ClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public ClientException(ErrorCode code, String message) {
        super(code + ": " + message);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
