package io.concordat.services.lock.client;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.client.ClientSession;
import io.concordat.client.SessionListener;
import io.concordat.error.ErrorCode;
import io.concordat.runtime.Loop;
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
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One session with the cluster: its leases end with it. Thread-safe; listeners are called without its lock. */
final class HoldingSession implements SessionListener {
    /** Of acquisitions that were abandoned: nobody will ask for their events. */
    private static final int MOST_EARLY = 10_000;

    private static final Bytes PREFIX = ServiceName.prefix(LockProvider.NAME);

    private final LockClient client;
    private final ClusterTime time;
    private final Map<Holding, Lease> leases = new LinkedHashMap<>();
    private final Map<Long, Acquisition> waiting = new LinkedHashMap<>();
    /** Events may overtake the reply that says which ticket they are about. */
    private final Map<Long, LockEvent> early = new LinkedHashMap<>();

    private @Nullable ClientSession session;
    private long lastAnswered = Long.MIN_VALUE;
    private volatile boolean ended;

    record Holding(Bytes name, Bytes label) {}

    /** @param sent when the command was handed over, by the local clock */
    record Answered(LockReply reply, long sent) {}

    HoldingSession(LockClient client) {
        this.client = client;
        this.time = new ClusterTime(client.options().drift());
    }

    synchronized void opened(ClientSession as) {
        session = as;
    }

    synchronized ClientSession session() {
        ClientSession open = session;
        if (open == null) {
            throw new IllegalStateException("the session is not open yet");
        }
        return open;
    }

    boolean ended() {
        return ended;
    }

    LockOptions options() {
        return client.options();
    }

    long now() {
        return client.clock().monotonicNanos();
    }

    Loop.Timer after(Duration delay, Runnable task) {
        return afterNanos(delay.toNanos(), task);
    }

    Loop.Timer afterNanos(long delay, Runnable task) {
        return client.loop().schedule(delay, task);
    }

    /** Fails with {@link LockFailedException} when it was not executed, or nobody knows. */
    CompletableFuture<Answered> send(LockCommand command, Duration timeout) {
        long sent = now();
        ClientSession open = session();
        ServiceLink way = ServiceLink.of(bytes -> open.submit(bytes, timeout), bytes -> open.submit(bytes, timeout))
                .service(LockProvider.NAME);
        return way.submit(LockCodec.encode(command, Bytes.EMPTY)).thenApply(outcome -> {
            LockReply reply = reply(outcome);
            synchronized (this) {
                time.sample(sent, reply.clusterNanos());
                lastAnswered = Math.max(lastAnswered, sent);
            }
            return new Answered(reply, sent);
        });
    }

    private static LockReply reply(Outcome outcome) {
        if (outcome instanceof Outcome.Reply reply) {
            try {
                return LockCodec.decodeReply(reply.bytes());
            } catch (MalformedException e) {
                throw new LockFailedException(ErrorCode.INTERNAL, "the reply is not a lock's: " + e.getMessage());
            }
        }
        if (outcome instanceof Outcome.Refused refused) {
            throw new LockFailedException(ErrorCode.of(refused.code()).orElse(ErrorCode.INTERNAL), refused.message());
        }
        throw new LockFailedException(ErrorCode.TIMEOUT, outcome.toString());
    }

    /** Until when a hold with this deadline is certainly nobody else's, by the local clock. */
    long safe(long deadline) {
        synchronized (this) {
            long own = deadline == Long.MAX_VALUE ? Long.MAX_VALUE : time.before(deadline);
            long session = lastAnswered == Long.MIN_VALUE
                    ? Long.MIN_VALUE
                    : lastAnswered + time.shortened(options().session().toNanos());
            return Math.min(own, session);
        }
    }

    /** The lease of a hold just granted, the same for all levels of one owner; none when the session has ended. */
    @Nullable
    synchronized Lease lease(Bytes name, LockOwner owner, long fence) {
        if (ended) {
            return null;
        }
        Holding key = new Holding(name, owner.label());
        Lease known = leases.get(key);
        if (known != null && known.fence() == fence) {
            return known;
        }
        Lease fresh = new Lease(this, name, owner, fence);
        leases.put(key, fresh);
        return fresh;
    }

    synchronized @Nullable Lease leaseOf(Bytes name, LockOwner owner) {
        return leases.get(new Holding(name, owner.label()));
    }

    synchronized void forget(Lease lease) {
        leases.remove(lease.key(), lease);
    }

    void lost(Lease lease) {
        forget(lease);
        if (lease.markLost() && !ended) {
            quietly(lease.surrender());
        }
    }

    /** Sent for its effect alone; if it never arrives, the session or the lease ends by itself. */
    void quietly(LockCommand command) {
        send(command, options().session()).exceptionally(failure -> new Answered(new LockReply.Seen(0), 0));
    }

    /** Hands over what has happened to the ticket already; after the end nobody would be told of anything. */
    @Nullable
    synchronized LockEvent await(long ticket, Acquisition acquisition) {
        LockEvent event = early.remove(ticket);
        if (event == null && ended) {
            return new LockEvent.GaveUp(ticket, 0, LockEvent.Why.OWNER_GONE);
        }
        if (event == null) {
            waiting.put(ticket, acquisition);
        }
        return event;
    }

    synchronized void awaitNoMore(long ticket) {
        waiting.remove(ticket);
    }

    @Override
    public void event(long number, Bytes event) {
        LockEvent told;
        try {
            if (!ServiceName.prefixOf(event).equals(PREFIX)) {
                return;
            }
            told = LockCodec.decodeEvent(ServiceName.rest(event, PREFIX));
        } catch (MalformedException e) {
            return;
        }
        if (told instanceof LockEvent.Lost lost) {
            Lease lease;
            synchronized (this) {
                lease = leases.get(new Holding(lost.name(), lost.label()));
            }
            if (lease != null && lease.fence() == lost.fence()) {
                lost(lease);
            }
            return;
        }
        long ticket = told instanceof LockEvent.Granted granted ? granted.ticket() : ((LockEvent.GaveUp) told).ticket();
        Acquisition acquisition;
        synchronized (this) {
            acquisition = waiting.remove(ticket);
            if (acquisition == null) {
                early.put(ticket, told);
                if (early.size() > MOST_EARLY) {
                    early.remove(early.keySet().iterator().next());
                }
            }
        }
        if (acquisition != null) {
            acquisition.told(told);
        }
    }

    @Override
    public void lost(String code) {
        List<Lease> held;
        List<Acquisition> waited;
        synchronized (this) {
            ended = true;
            held = List.copyOf(leases.values());
            waited = List.copyOf(waiting.values());
            waiting.clear();
        }
        held.forEach(this::lost);
        waited.forEach(acquisition -> acquisition.sessionLost(code));
    }
}
