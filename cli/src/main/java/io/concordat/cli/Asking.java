package io.concordat.cli;

import io.concordat.client.ClientException;
import io.concordat.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the client's futures, and turns their failures into a command's. */
public final class Asking {
    /** The client ends its calls by itself; this only guards against a client that does not. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private Asking() {}

    public static <T> T await(CompletableFuture<T> future, Duration timeout) {
        try {
            return future.get(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof ClientException failure) {
                String message = String.valueOf(failure.getMessage());
                String prefix = failure.code() + ": ";
                throw new CommandFailed(
                        failure.code(), message.startsWith(prefix) ? message.substring(prefix.length()) : message, "");
            }
            throw new CommandFailed(ErrorCode.INTERNAL, String.valueOf(cause), "");
        } catch (TimeoutException e) {
            throw new CommandFailed(ErrorCode.TIMEOUT, "no answer within " + timeout.toMillis() + "ms", "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(ErrorCode.INTERNAL, "interrupted", "");
        }
    }
}
