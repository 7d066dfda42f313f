package io.concordat.cli;

import io.concordat.api.OutcomeException;
import io.concordat.cli.output.Failure;
import io.concordat.cli.output.Outcomes;
import io.concordat.error.ErrorCode;
import io.concordat.record.StorageException;
import io.concordat.replica.StartRefused;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What the layers below throw, as one line for the person at the keyboard. */
final class Failures {
    private Failures() {}

    static Failure of(Throwable thrown) {
        Throwable e = thrown;
        while ((e instanceof ExecutionException || e instanceof CompletionException) && e.getCause() != null) {
            e = e.getCause();
        }
        if (e instanceof Failure failure) {
            return failure;
        } else if (e instanceof OutcomeException outcome) {
            return Outcomes.failure(outcome.outcome());
        } else if (e instanceof StartRefused refused) {
            return new Failure(refused.code(), String.valueOf(refused.getMessage()));
        } else if (e instanceof StorageException storage) {
            return new Failure(storage.code(), String.valueOf(storage.getMessage()));
        } else if (e instanceof NoSuchFileException || e instanceof AccessDeniedException) {
            String why = e instanceof NoSuchFileException ? "there is no " : "no permission for ";
            return Failure.usage(why + e.getMessage(), "", "Check the path.");
        } else if (e instanceof IOException) {
            return new Failure(ErrorCode.STORAGE_FAILED, e.toString(), "", "Look at the disk.");
        }
        return new Failure(ErrorCode.INTERNAL, e + " at " + place(e), "", "");
    }

    private static String place(Throwable e) {
        StackTraceElement[] frames = e.getStackTrace();
        return frames.length == 0 ? "an unknown place" : frames[0].toString();
    }
}
