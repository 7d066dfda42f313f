package io.concordat.cli.proof;

import org.jspecify.annotations.Nullable;

/** Why a file proves nothing: which field does not hold, and what is wrong with it. */
final class NotProof extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;

    NotProof(String field, String message) {
        this(field, message, null);
    }

    NotProof(String field, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.field = field;
    }

    String field() {
        return field;
    }
}
