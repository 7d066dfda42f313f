package io.concordat.services.lock.client;

import io.concordat.error.ErrorCode;
import io.concordat.runtime.Loop;
import io.concordat.services.lock.LockCommand;
import io.concordat.services.lock.LockEvent;
import io.concordat.services.lock.LockOwner;
import io.concordat.services.lock.LockReply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One lock on its way to its owner. Whatever the owner no longer wants, or never heard of, is undone. */
final class Acquisition {
    /** After its patience a waiter is withdrawn; this long it waits to hear that it was. */
    private static final Duration GOODBYE = Duration.ofMillis(500);

    private static final String ENDED = "the owner's session has ended";

    private final HoldingSession session;
    private final LockRequest request;
    private final LockOwner owner;
    private final CompletableFuture<HeldLock> result = new CompletableFuture<>();
    private long began;
    private long ticket;
    private boolean withdrawn;
    private Loop.@Nullable Timer patience;

    Acquisition(HoldingSession session, LockRequest request, LockOwner owner) {
        this.session = session;
        this.request = request;
        this.owner = owner;
    }

    CompletableFuture<HeldLock> start() {
        began = session.now();
        Duration wait = request.patience();
        LockCommand.Acquire command = new LockCommand.Acquire(
                request.key(),
                owner,
                request.need(),
                session.options().ttl().toNanos(),
                wait == null ? LockCommand.FOR_EVER : nanos(wait));
        session.send(command, session.options().timeout()).whenComplete((answer, failure) -> {
            if (failure != null) {
                notSent(failure instanceof CompletionException ? failure.getCause() : failure);
            } else {
                answered(answer);
            }
        });
        result.whenComplete((held, failure) -> {
            if (result.isCancelled()) {
                withdraw();
            }
        });
        return result;
    }

    private static long nanos(Duration wait) {
        return wait.compareTo(Duration.ofNanos(LockCommand.LONGEST)) < 0 ? wait.toNanos() : LockCommand.LONGEST;
    }

    private void notSent(@Nullable Throwable failure) {
        if (failure instanceof LockFailedException e && e.code().outcome() == ErrorCode.Outcome.UNKNOWN) {
            Lease lease = session.leaseOf(request.key(), owner);
            if (lease != null) {
                lease.uncertain();
            }
            session.quietly(new LockCommand.Abandon(request.key(), owner, lease == null ? 0 : lease.fence()));
        }
        fail(failure == null ? new LockFailedException(ErrorCode.INTERNAL, "no answer") : failure);
    }

    private void answered(HoldingSession.Answered answer) {
        LockReply reply = answer.reply();
        if (reply instanceof LockReply.Held held) {
            granted(held.fence(), held.holds(), session.safe(held.deadline()));
        } else if (reply instanceof LockReply.Deadlock deadlock) {
            fail(new LockFailedException(deadlock.cycle()));
        } else if (reply instanceof LockReply.Refused refused) {
            fail(new LockFailedException(refused.code(), refused.code().meaning() + " (" + request.name() + ")"));
        } else if (reply instanceof LockReply.Queued queued) {
            queued(queued.ticket());
        } else {
            fail(new LockFailedException(ErrorCode.INTERNAL, "an acquisition was answered by " + reply));
        }
    }

    private void queued(long number) {
        ticket = number;
        LockEvent early = session.await(number, this);
        if (early != null) {
            told(early);
            return;
        }
        Duration wait = request.patience();
        if (result.isDone()) {
            withdraw();
        } else if (wait != null) {
            long left = nanos(wait) - (session.now() - began);
            patience = session.afterNanos(Math.max(0, left), this::outOfPatience);
        }
    }

    private void outOfPatience() {
        if (!result.isDone()) {
            withdraw();
            session.after(GOODBYE, () -> fail(new LockFailedException(ErrorCode.LOCK_BUSY, "no answer in time")));
        }
    }

    private void withdraw() {
        if (withdrawn || ticket == 0) {
            return;
        }
        withdrawn = true;
        session.send(
                        new LockCommand.Cancel(request.key(), ticket),
                        session.options().session())
                .whenComplete((answer, failure) -> {
                    if (failure == null && answer.reply() instanceof LockReply.Released) {
                        session.awaitNoMore(ticket);
                        busy();
                    }
                });
    }

    private void busy() {
        fail(new LockFailedException(
                ErrorCode.LOCK_BUSY, request.name() + " was not free within " + request.patience()));
    }

    /** An event about its ticket. */
    void told(LockEvent event) {
        Loop.Timer timer = patience;
        if (timer != null) {
            timer.cancel();
        }
        if (event instanceof LockEvent.Granted granted) {
            granted(granted.fence(), granted.holds(), session.safe(granted.deadline()));
        } else if (event instanceof LockEvent.GaveUp gaveUp && gaveUp.why() == LockEvent.Why.OWNER_GONE) {
            sessionLost(ENDED);
        } else {
            busy();
        }
    }

    void sessionLost(String why) {
        fail(new LockFailedException(ErrorCode.SESSION_UNKNOWN, why));
    }

    private void granted(long fence, int holds, long safeUntil) {
        long half = session.options().ttl().toNanos() / 2;
        if (safeUntil - session.now() > half) {
            take(fence, holds, safeUntil);
            return;
        }
        // Granted long after it was asked for: how long ago is not known well enough to rely on what is left.
        session.send(
                        new LockCommand.Renew(request.key(), owner, fence, 0),
                        session.options().timeout())
                .whenComplete((answer, failure) -> {
                    if (failure == null && answer.reply() instanceof LockReply.Held held) {
                        take(fence, holds, session.safe(held.deadline()));
                        return;
                    }
                    session.quietly(new LockCommand.Release(request.key(), owner, fence, false));
                    fail(new LockFailedException(
                            ErrorCode.LOCK_LOST, request.name() + " was lost before it was taken"));
                });
    }

    private void take(long fence, int holds, long safeUntil) {
        Lease lease = session.lease(request.key(), owner, fence);
        if (lease == null) {
            sessionLost(ENDED);
            return;
        }
        lease.acquiredOnce(safeUntil);
        HeldLock held = new HeldLock(lease, holds);
        if (!result.complete(held)) {
            held.releaseAsync();
        }
    }

    private void fail(Throwable failure) {
        result.completeExceptionally(failure);
    }
}
