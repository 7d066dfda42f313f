package io.concordat.record;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A completion that opening a log waits for; nothing runs yet that could be held up. In the simulator the disk
 * completes these before it returns.
 */
final class Awaited implements Completion {
    private static final long PATIENCE_SECONDS = 120;

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile @Nullable String failure;

    @Override
    public void done() {
        finished.countDown();
    }

    @Override
    public void failed(String reason) {
        failure = reason;
        finished.countDown();
    }

    void await(String what) throws StorageException {
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw StorageException.failed(what + ": the disk did not answer in " + PATIENCE_SECONDS + " s", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StorageException.failed(what + ": interrupted", e);
        }
        String reason = failure;
        if (reason != null) {
            throw StorageException.failed(what + ": " + reason, null);
        }
    }
}
