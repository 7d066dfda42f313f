package io.concordat.cli.lock;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.cli.Asking;
import io.concordat.cli.CommandFailed;
import io.concordat.client.ClientSession;
import io.concordat.client.SessionListener;
import io.concordat.error.ErrorCode;
import io.concordat.node.ClusterConnection;
import io.concordat.services.ServiceLink;
import io.concordat.services.ServiceName;
import io.concordat.services.lock.LockCodec;
import io.concordat.services.lock.LockCommand;
import io.concordat.services.lock.LockEvent;
import io.concordat.services.lock.LockOwner;
import io.concordat.services.lock.LockProvider;
import io.concordat.services.lock.LockReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One command's own session with the lock service, speaking for whichever session owns. */
final class LockCalls implements SessionListener {
    private static final Duration LIFE = Duration.ofSeconds(30);
    private static final Duration GOODBYE = Duration.ofMillis(500);
    private static final Bytes PREFIX = ServiceName.prefix(LockProvider.NAME);

    private final Duration timeout;
    private final long deadline;
    private final CompletableFuture<ClientSession> opening;
    private final Map<Long, CompletableFuture<LockEvent>> events = new TreeMap<>();

    LockCalls(ClusterConnection connection, Duration timeout) {
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.opening = connection.client().openSession(LIFE, timeout, this);
    }

    ClientSession session() {
        return opened(opening, timeout);
    }

    /** Whether or not a session was opened, no command was sent: that is certain, and no outcome is unknown. */
    static ClientSession opened(CompletableFuture<ClientSession> opening, Duration timeout) {
        try {
            return Asking.await(opening, timeout);
        } catch (CommandFailed e) {
            throw e.exit() == 4 ? new CommandFailed(ErrorCode.NO_QUORUM, String.valueOf(e.getMessage()), "") : e;
        }
    }

    LockReply ask(LockCommand command) {
        ClientSession session = session();
        Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        CompletableFuture<Outcome> outcome = ServiceLink.of(c -> session.submit(c, left), q -> session.submit(q, left))
                .service(LockProvider.NAME)
                .submit(LockCodec.encode(command, Bytes.EMPTY));
        try {
            return LockCodec.decodeReply(Asking.await(outcome, left).orThrow());
        } catch (MalformedException e) {
            throw new CommandFailed(ErrorCode.INTERNAL, "the reply is not a lock's: " + e.getMessage(), "");
        }
    }

    /** What becomes of a place in the queue; null when {@code patience} ran out before it was told. */
    @Nullable
    LockEvent await(long ticket, @Nullable Duration patience) {
        try {
            CompletableFuture<LockEvent> event = about(ticket);
            return patience == null ? event.get() : event.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(ErrorCode.LOCK_BUSY, "interrupted while waiting", "");
        } catch (java.util.concurrent.ExecutionException e) {
            throw new CommandFailed(ErrorCode.SESSION_UNKNOWN, String.valueOf(e.getCause()), "");
        }
    }

    private synchronized CompletableFuture<LockEvent> about(long ticket) {
        return events.computeIfAbsent(ticket, t -> new CompletableFuture<>());
    }

    @Override
    public void event(long number, Bytes event) {
        try {
            LockEvent told = LockCodec.decodeEvent(ServiceName.rest(event, PREFIX));
            if (told instanceof LockEvent.Granted granted) {
                about(granted.ticket()).complete(told);
            } else if (told instanceof LockEvent.GaveUp gaveUp) {
                about(gaveUp.ticket()).complete(told);
            }
        } catch (MalformedException e) {
            lost("an event that is no lock's: " + e.getMessage());
        }
    }

    @Override
    public synchronized void lost(String code) {
        events.values().forEach(event -> event.completeExceptionally(new IllegalStateException(code)));
    }

    /** Ends the command's session, and with it what it still waits for. */
    void close() {
        if (opening.isDone() && !opening.isCompletedExceptionally()) {
            Asking.await(opening.join().close(GOODBYE), GOODBYE);
        }
    }

    /** The error of a reply that grants nothing. */
    static CommandFailed failure(LockReply reply, String name) {
        if (reply instanceof LockReply.Deadlock deadlock) {
            return deadlock(deadlock.cycle());
        }
        if (reply instanceof LockReply.Refused refused) {
            return new CommandFailed(refused.code(), refused.code().meaning() + " Lock: " + name, "");
        }
        return new CommandFailed(ErrorCode.INTERNAL, "an unexpected reply: " + reply, "");
    }

    static CommandFailed deadlock(List<LockReply.Step> cycle) {
        String words =
                String.join(", ", cycle.stream().map(LockReply.Step::toString).toList());
        return new CommandFailed(ErrorCode.DEADLOCK, words, "")
                .with(Map.of("cycle", cycle.stream().map(LockCalls::step).toList()));
    }

    private static Map<String, Object> step(LockReply.Step step) {
        Map<String, Object> out = owner(step.owner());
        out.put("waitsFor", step.lock().toUtf8());
        return out;
    }

    static Map<String, Object> owner(LockOwner owner) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("session", owner.session().toHex());
        out.put("owner", owner.label().toUtf8());
        return out;
    }
}
