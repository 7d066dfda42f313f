package io.concordat.services.lock.client;

import io.concordat.api.Group;
import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.client.ClientException;
import io.concordat.client.ClientGroup;
import io.concordat.client.ClusterClient;
import io.concordat.error.ErrorCode;
import io.concordat.runtime.Clock;
import io.concordat.runtime.Loop;
import io.concordat.services.ServiceLink;
import io.concordat.services.lock.LockOwner;
import io.concordat.services.lock.LockPage;
import io.concordat.services.lock.LockPageCodec;
import io.concordat.services.lock.LockProvider;
import io.concordat.services.lock.LockQuery;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Locks as a program uses them, over one session that is opened when first needed and again when it was lost.
 *
 * <pre>{@code
 * try (HeldLock held = locks.acquire("orders/42", Duration.ofSeconds(5))) {
 *     store.write(row, held.fence());
 * }
 * }</pre>
 *
 * <p>Thread-safe. Calls that block must not be made on the cluster client's callback threads.
 */
public final class LockClient implements AutoCloseable {
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final ClusterClient cluster;
    private final LockOptions options;
    private final Loop loop;
    private final AtomicLong owners = new AtomicLong();
    private @Nullable HoldingSession holding;
    private @Nullable CompletableFuture<HoldingSession> opening;
    private boolean closed;

    /** For a group that mounts the lock service. {@code cluster} stays the caller's to close. */
    public LockClient(ClusterClient cluster, LockOptions options) {
        this.cluster = cluster;
        this.options = options;
        this.loop = cluster.runtime().newLoop("locks");
    }

    /** Throws {@link IllegalArgumentException} for a group that this library did not make. */
    public static LockClient of(Group group, LockOptions options) {
        if (group instanceof ClientGroup ours) {
            return new LockClient(ours.client(), options);
        }
        throw new IllegalArgumentException("locks need sessions, which " + group + " does not offer");
    }

    LockOptions options() {
        return options;
    }

    Clock clock() {
        return cluster.runtime().clock();
    }

    Loop loop() {
        return loop;
    }

    /** Waits as long as it takes. Throws {@link LockFailedException}; when interrupted with LOCK_BUSY. */
    public HeldLock acquire(String name) {
        return acquire(LockRequest.exclusive(name));
    }

    /** Waits at most {@code patience}; throws {@link LockFailedException}, with LOCK_BUSY after it. */
    public HeldLock acquire(String name, Duration patience) {
        return acquire(LockRequest.exclusive(name).within(patience));
    }

    public HeldLock acquire(LockRequest request) {
        try {
            return await(acquireAsync(mine(request)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LockFailedException(ErrorCode.LOCK_BUSY, "interrupted while waiting for " + request.name());
        }
    }

    HeldLock acquireInterruptibly(LockRequest request) throws InterruptedException {
        return await(acquireAsync(mine(request)));
    }

    /** Empty when somebody else holds it. */
    public Optional<HeldLock> tryAcquire(String name) {
        return tryAcquire(LockRequest.exclusive(name).within(Duration.ZERO));
    }

    /** Empty when it was not free within {@code patience}. */
    public Optional<HeldLock> tryAcquire(String name, Duration patience) {
        return tryAcquire(LockRequest.exclusive(name).within(patience));
    }

    public Optional<HeldLock> tryAcquire(LockRequest request) {
        try {
            return Optional.of(acquire(request));
        } catch (LockFailedException e) {
            if (e.code() == ErrorCode.LOCK_BUSY && !Thread.currentThread().isInterrupted()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Fails with {@link LockFailedException}. Cancelling the future steps out of the queue. */
    public CompletableFuture<HeldLock> acquireAsync(LockRequest request) {
        String label = request.owner() == null ? "task-" + owners.incrementAndGet() : request.owner();
        CompletableFuture<HeldLock> result = new CompletableFuture<>();
        session().whenComplete((session, failure) -> {
            if (session == null) {
                result.completeExceptionally(reason(failure));
                return;
            }
            CompletableFuture<HeldLock> acquisition = new Acquisition(session, request, LockOwner.self(label)).start();
            acquisition.whenComplete((held, refused) -> {
                if (held == null) {
                    result.completeExceptionally(reason(refused));
                } else if (!result.complete(held)) {
                    held.releaseAsync();
                }
            });
            result.whenComplete((held, refused) -> {
                if (result.isCancelled()) {
                    acquisition.cancel(false);
                }
            });
        });
        return result;
    }

    /** Empty when it was not to be had within the request's patience (without one: at once). */
    public CompletableFuture<Optional<HeldLock>> tryAcquireAsync(LockRequest request) {
        LockRequest bounded = request.patience() == null ? request.within(Duration.ZERO) : request;
        return acquireAsync(bounded).handle((held, failure) -> {
            if (held != null) {
                return Optional.of(held);
            }
            Throwable reason = reason(failure);
            if (reason instanceof LockFailedException e && e.code() == ErrorCode.LOCK_BUSY) {
                return Optional.empty();
            }
            throw new CompletionException(reason);
        });
    }

    /**
     * The exclusive lock {@code name} behind Java's interface: reentrant per thread, without conditions. What it cannot
     * say is that the lock was lost; {@link Lock#unlock} then throws {@link IllegalMonitorStateException}.
     */
    public Lock asLock(String name) {
        return new ThreadLock(this, name);
    }

    /** One page of what the service knows: who holds, who waits, since when. Linearizable. */
    public CompletableFuture<LockPage> ask(LockQuery query) {
        ServiceLink link = ServiceLink.of(
                        bytes -> cluster.query(bytes, options.timeout()),
                        bytes -> cluster.query(bytes, options.timeout()))
                .service(LockProvider.NAME);
        return link.query(LockPageCodec.encode(query)).thenApply(LockClient::page);
    }

    private static LockPage page(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            throw new LockFailedException(ErrorCode.of(refused.code()).orElse(ErrorCode.INTERNAL), refused.message());
        }
        if (!(outcome instanceof Outcome.Reply reply)) {
            // A read changes nothing: without an answer it certainly had no effect.
            throw new LockFailedException(ErrorCode.NO_QUORUM, outcome.toString());
        }
        try {
            return LockPageCodec.decodePage(reply.bytes());
        } catch (MalformedException e) {
            throw new LockFailedException(ErrorCode.INTERNAL, "the answer is not a lock's: " + e.getMessage());
        }
    }

    /** The id of the session that holds, as other tools show it; opens it if need be. */
    public CompletableFuture<Bytes> sessionId() {
        return session().thenApply(session -> session.session().id());
    }

    /** Gives all locks back by ending the session, so that nothing is left behind; waits a second for it at most. */
    @Override
    public void close() {
        CompletableFuture<HoldingSession> last;
        synchronized (this) {
            closed = true;
            last = opening;
        }
        if (last != null && last.isDone() && !last.isCompletedExceptionally()) {
            HoldingSession session = last.join();
            session.lost("closed");
            try {
                session.session().close(GOODBYE).get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                // A session that could not be closed expires.
                return;
            }
        }
    }

    private synchronized CompletableFuture<HoldingSession> session() {
        if (closed) {
            return CompletableFuture.failedFuture(
                    new LockFailedException(ErrorCode.SESSION_UNKNOWN, "the lock client is closed"));
        }
        CompletableFuture<HoldingSession> known = opening;
        boolean usable = known != null
                && !known.isCompletedExceptionally()
                && (holding == null || !holding.ended() || !known.isDone());
        if (known != null && usable) {
            return known;
        }
        HoldingSession fresh = new HoldingSession(this);
        holding = fresh;
        CompletableFuture<HoldingSession> next = cluster.openSession(options.session(), options.timeout(), fresh)
                .thenApply(session -> {
                    fresh.opened(session);
                    return fresh;
                });
        opening = next;
        return next;
    }

    private static LockRequest mine(LockRequest request) {
        return request.owner() != null
                ? request
                : request.as("thread-" + Thread.currentThread().getId());
    }

    private static HeldLock await(CompletableFuture<HeldLock> future) throws InterruptedException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(false);
            throw e;
        } catch (CancellationException e) {
            throw new LockFailedException(ErrorCode.LOCK_BUSY, "cancelled");
        } catch (ExecutionException e) {
            Throwable reason = reason(e);
            if (reason instanceof LockFailedException failed) {
                throw failed;
            }
            throw new LockFailedException(ErrorCode.INTERNAL, String.valueOf(reason));
        }
    }

    private static Throwable reason(@Nullable Throwable failure) {
        Throwable at = failure;
        while ((at instanceof CompletionException || at instanceof ExecutionException) && at.getCause() != null) {
            at = at.getCause();
        }
        if (at instanceof ClientException e) {
            // Whether or not the session was opened, the command was never sent.
            ErrorCode code = e.code() == ErrorCode.TIMEOUT ? ErrorCode.NO_QUORUM : e.code();
            return new LockFailedException(code, String.valueOf(e.getMessage()));
        }
        return at == null ? new LockFailedException(ErrorCode.INTERNAL, "no reason") : at;
    }
}
