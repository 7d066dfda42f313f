package io.concordat.cli.bench;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.client.ClientSession;
import io.concordat.client.SessionListener;
import io.concordat.error.ErrorCode;
import io.concordat.services.ServiceLink;
import io.concordat.services.ServiceName;
import io.concordat.services.counter.CounterResult;
import io.concordat.services.lock.LockCodec;
import io.concordat.services.lock.LockCommand;
import io.concordat.services.lock.LockEvent;
import io.concordat.services.lock.LockNeed;
import io.concordat.services.lock.LockOwner;
import io.concordat.services.lock.LockProvider;
import io.concordat.services.lock.LockReply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Acquires and releases, one pair after the other, in one session. Every grant's fence must be greater than the last
 * one seen of that lock; a pair whose fence is not counts as failed.
 */
final class LockPairs implements SessionListener {
    private static final Bytes PREFIX = ServiceName.prefix(LockProvider.NAME);
    private static final long TTL_NANOS = Duration.ofSeconds(30).toNanos();

    private final Bytes payload;
    private final Duration patience;
    private final Map<Long, CompletableFuture<LockEvent>> queued = new ConcurrentHashMap<>();
    private final Map<String, Long> fences = new ConcurrentHashMap<>();
    private @Nullable ServiceLink link;

    LockPairs(Bytes payload, Duration patience) {
        this.payload = payload;
        this.patience = patience;
    }

    void opened(ClientSession session) {
        link = ServiceLink.of(c -> session.submit(c, patience), q -> session.submit(q, patience))
                .service(LockProvider.NAME);
    }

    /** One pair: the fence it had. */
    CompletableFuture<CounterResult> next(String name, String owner) {
        ServiceLink way = java.util.Objects.requireNonNull(link, "opened first");
        Bytes key = Bytes.utf8(name);
        LockOwner self = LockOwner.self(owner);
        LockCommand acquire = new LockCommand.Acquire(key, self, LockNeed.EXCLUSIVE, TTL_NANOS, LockCommand.FOR_EVER);
        return way.submit(LockCodec.encode(acquire, payload)).thenCompose(outcome -> {
            if (!(outcome instanceof Outcome.Reply reply)) {
                return CompletableFuture.completedFuture(failed(outcome));
            }
            LockReply answer = decoded(reply);
            if (answer instanceof LockReply.Held held) {
                return release(way, key, self, name, held.fence());
            }
            if (answer instanceof LockReply.Queued waits) {
                return event(waits.ticket())
                        .thenCompose(event -> event instanceof LockEvent.Granted granted
                                ? release(way, key, self, name, granted.fence())
                                : CompletableFuture.completedFuture(refused(event.toString())));
            }
            return CompletableFuture.completedFuture(refused(answer.toString()));
        });
    }

    private CompletableFuture<CounterResult> release(
            ServiceLink way, Bytes key, LockOwner self, String name, long fence) {
        Long before = fences.put(name, fence);
        boolean rose = before == null || before < fence;
        return way.submit(LockCodec.encode(new LockCommand.Release(key, self, fence, false), payload))
                .thenApply(outcome -> {
                    if (!(outcome instanceof Outcome.Reply reply)) {
                        return failed(outcome);
                    }
                    boolean released = decoded(reply) instanceof LockReply.Released;
                    return rose && released
                            ? new CounterResult.Value(fence)
                            : refused(rose ? "not held any more" : "fence " + fence + " after " + before);
                });
    }

    private CompletableFuture<LockEvent> event(long ticket) {
        return queued.computeIfAbsent(ticket, t -> new CompletableFuture<>())
                .whenComplete((event, failure) -> queued.remove(ticket));
    }

    private static LockReply decoded(Outcome.Reply reply) {
        try {
            return LockCodec.decodeReply(reply.bytes());
        } catch (MalformedException e) {
            return new LockReply.Refused(0, ErrorCode.MALFORMED);
        }
    }

    private static CounterResult failed(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused
                ? new CounterResult.Refused(refused.code(), refused.message(), null)
                : new CounterResult.Unknown(outcome.toString());
    }

    private static CounterResult refused(String why) {
        return new CounterResult.Refused(ErrorCode.INTERNAL.name(), why, null);
    }

    @Override
    public void event(long number, Bytes event) {
        try {
            LockEvent told = LockCodec.decodeEvent(ServiceName.rest(event, PREFIX));
            if (told instanceof LockEvent.Granted granted) {
                queued.computeIfAbsent(granted.ticket(), t -> new CompletableFuture<>())
                        .complete(told);
            }
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void lost(String code) {
        queued.values().forEach(waiting -> waiting.completeExceptionally(new IllegalStateException(code)));
    }
}
