package io.concordat.jepsen.model;

import io.concordat.jepsen.edn.Keyword;
import io.concordat.jepsen.history.Operation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket: {@code take} n (1 when not said), answered {:allowed b, :remaining r, :at t}, all optional but
 * {@code :allowed}; {@code peek} is answered {:remaining r, :at t}. {@code :at} is the bucket's own time in
 * nanoseconds, which never runs backwards; without it no time passes. A take that finds too little takes nothing.
 *
 * @param perTokenNanos time in which one token drips in; 0 means none ever does
 */
public record Limiter(long burst, long perTokenNanos) implements Model<Limiter.Bucket> {
    /** Tokens, and the time up to which they were counted. */
    public record Bucket(long tokens, long at) {}

    @Override
    public Bucket initial() {
        return new Bucket(burst, 0);
    }

    @Override
    public @Nullable Bucket step(Bucket state, Operation operation) {
        Map<?, ?> answer = operation.result() instanceof Map<?, ?> map ? map : Map.of();
        Bucket now = state;
        if (answer.get(Keyword.of("at")) instanceof Long at) {
            if (at < state.at) {
                return null;
            }
            now = dripped(state, at);
        }
        switch (operation.f()) {
            case "peek" -> {
                return fits(answer, now.tokens) ? now : null;
            }
            case "take" -> {
                long n = operation.argument() == null ? 1 : Values.number(operation, operation.argument());
                boolean enough = now.tokens >= n;
                Object allowed = answer.get(Keyword.of("allowed"));
                if (allowed instanceof Boolean said && said != enough) {
                    return null;
                }
                Bucket after = enough ? new Bucket(now.tokens - n, now.at) : now;
                return fits(answer, after.tokens) ? after : null;
            }
            default -> throw Values.unknown("limiter", operation);
        }
    }

    private Bucket dripped(Bucket state, long at) {
        if (perTokenNanos == 0) {
            return new Bucket(state.tokens, at);
        }
        long whole = (at - state.at) / perTokenNanos;
        long tokens = Math.min(burst, state.tokens + Math.min(whole, burst));
        // A full bucket forgets the begun drop; otherwise it goes on counting.
        return new Bucket(tokens, tokens == burst ? at : state.at + whole * perTokenNanos);
    }

    private static boolean fits(Map<?, ?> answer, long tokens) {
        Object remaining = answer.get(Keyword.of("remaining"));
        return remaining == null || remaining.equals(tokens);
    }
}
