package io.concordat.record;

import io.concordat.error.ErrorCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The disk refuses, fails or lies. Never retried: the fate of what was under way is unknown (design §3.5). */
public final class StorageException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public StorageException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public StorageException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Something on the disk is not what was written there, or cannot be read. */
    static StorageException failed(String message, @Nullable Throwable cause) {
        return new StorageException(ErrorCode.STORAGE_FAILED, message, cause);
    }

    public ErrorCode code() {
        return code;
    }
}
