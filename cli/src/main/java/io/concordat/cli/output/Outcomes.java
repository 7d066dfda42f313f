package io.concordat.cli.output;

import io.concordat.api.Outcome;
import io.concordat.error.ErrorCode;

/** Outcomes that are not replies, as failures. */
public final class Outcomes {
    private Outcomes() {}

    public static Failure failure(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            return refused(refused.code(), refused.message());
        }
        String message = outcome instanceof Outcome.Unknown unknown ? unknown.message() : outcome.toString();
        return new Failure(ErrorCode.TIMEOUT, message);
    }

    public static Failure refused(String code, String message) {
        ErrorCode known = ErrorCode.of(code).orElse(ErrorCode.INTERNAL);
        return new Failure(known, message.isBlank() ? known.meaning() : message);
    }
}
