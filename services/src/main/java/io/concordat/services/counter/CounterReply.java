package io.concordat.services.counter;

import io.concordat.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A counter's answer.
 *
 * @param refusal CAS_MISMATCH, COUNTER_OVERFLOW or MALFORMED when nothing was changed; else null
 * @param value the value now, or with a refusal the value found (0 with MALFORMED)
 */
public record CounterReply(@Nullable ErrorCode refusal, long value) {
    public static CounterReply value(long value) {
        return new CounterReply(null, value);
    }

    public static CounterReply refused(ErrorCode code, long found) {
        return new CounterReply(code, found);
    }
}
