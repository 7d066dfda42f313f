package io.concordat.cli;

import io.concordat.api.Outcome;
import io.concordat.api.OutcomeException;
import io.concordat.client.ClientException;
import io.concordat.error.ErrorCode;
import io.concordat.node.config.ConfigRefused;
import io.concordat.record.StorageException;
import io.concordat.replica.StartRefused;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What the layers below throw, as the one line and the exit status that somebody at a keyboard gets. */
final class Failures {
    private Failures() {}

    static CommandFailed of(Throwable thrown) {
        Throwable e = thrown;
        while ((e instanceof ExecutionException || e instanceof CompletionException) && e.getCause() != null) {
            e = e.getCause();
        }
        String message = String.valueOf(e.getMessage());
        if (e instanceof CommandFailed known) {
            return known;
        } else if (e instanceof ConfigRefused refused) {
            return new CommandFailed(refused.code(), message, refused.expected());
        } else if (e instanceof StartRefused refused) {
            return new CommandFailed(refused.code(), message, "");
        } else if (e instanceof StorageException storage) {
            return new CommandFailed(storage.code(), message, "");
        } else if (e instanceof ClientException client) {
            return new CommandFailed(client.code(), message, "");
        } else if (e instanceof OutcomeException outcome) {
            return outcome(outcome.outcome());
        } else if (e instanceof NoSuchFileException) {
            return CommandFailed.usage("there is no " + message, "a path that exists");
        } else if (e instanceof FileSystemException) {
            return CommandFailed.usage(e.toString(), "files that can be read and written");
        } else if (e instanceof IOException) {
            return new CommandFailed(ErrorCode.STORAGE_FAILED, e.toString(), "");
        }
        StackTraceElement[] frames = e.getStackTrace();
        return new CommandFailed(ErrorCode.INTERNAL, e + (frames.length == 0 ? "" : " at " + frames[0]), "");
    }

    private static CommandFailed outcome(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused
                ? CommandFailed.of(refused.code(), refused.message())
                : new CommandFailed(ErrorCode.TIMEOUT, outcome.toString(), "");
    }
}
