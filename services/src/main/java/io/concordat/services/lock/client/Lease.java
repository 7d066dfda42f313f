package io.concordat.services.lock.client;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.runtime.Loop;
import io.concordat.services.lock.LockCommand;
import io.concordat.services.lock.LockOwner;
import io.concordat.services.lock.LockReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One hold seen from its owner's side, whatever the number of its levels: until when it is safe, and its renewal. */
final class Lease {
    private final HoldingSession session;
    private final Bytes name;
    private final LockOwner owner;
    private final long fence;
    private final List<Runnable> listeners = new ArrayList<>();
    private int levels;
    /** An acquisition's outcome is not known: there may be more levels than we have heard of. */
    private boolean uncertain;

    private long safeUntil;
    private boolean lost;
    private boolean over;
    private Loop.@Nullable Timer watch;
    private Loop.@Nullable Timer renewal;

    Lease(HoldingSession session, Bytes name, LockOwner owner, long fence) {
        this.session = session;
        this.name = name;
        this.owner = owner;
        this.fence = fence;
    }

    Bytes name() {
        return name;
    }

    long fence() {
        return fence;
    }

    synchronized void acquiredOnce(long until) {
        levels++;
        extended(until);
        if (renewal == null) {
            renewal = session.after(session.options().renewalPeriod(), () -> renew(0));
        }
    }

    synchronized void uncertain() {
        uncertain = true;
    }

    private synchronized void extended(long until) {
        safeUntil = Math.max(safeUntil, until);
        if (watch == null && !over) {
            watch = session.afterNanos(Math.max(0, safeUntil - session.now()), this::watch);
        }
    }

    private void watch() {
        synchronized (this) {
            long left = safeUntil - session.now();
            if (over) {
                return;
            }
            if (left > 0) {
                watch = session.afterNanos(left, this::watch);
                return;
            }
        }
        session.lost(this);
    }

    synchronized long remainingNanos() {
        return lost || over ? 0 : Math.max(0, safeUntil - session.now());
    }

    void onLost(Runnable listener) {
        synchronized (this) {
            if (!lost) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    /** Returns whether it was held until now. Tells the listeners. */
    boolean markLost() {
        List<Runnable> told;
        synchronized (this) {
            if (over) {
                return false;
            }
            lost = true;
            end();
            told = List.copyOf(listeners);
        }
        told.forEach(Runnable::run);
        return true;
    }

    private void end() {
        over = true;
        if (watch != null) {
            watch.cancel();
        }
        if (renewal != null) {
            renewal.cancel();
        }
    }

    private void renew(int failures) {
        synchronized (this) {
            if (over) {
                return;
            }
        }
        renewNow().whenComplete((held, failure) -> {
            if (failure == null && Boolean.FALSE.equals(held)) {
                return;
            }
            LockOptions options = session.options();
            boolean again = failure != null && failures < options.retryCount();
            synchronized (this) {
                if (!over) {
                    renewal = session.after(
                            again ? options.retryDelay() : options.renewalPeriod(),
                            () -> renew(again ? failures + 1 : 0));
                }
            }
        });
    }

    /** Fails when the cluster did not say. */
    CompletableFuture<Boolean> renewNow() {
        LockCommand.Renew command = new LockCommand.Renew(name, owner, fence, 0);
        return session.send(command, session.options().renewalPeriod()).thenApply(answer -> {
            if (answer.reply() instanceof LockReply.Held held) {
                extended(session.safe(held.deadline()));
                return remainingNanos() > 0;
            }
            if (answer.reply() instanceof LockReply.Refused refused && refused.code() == ErrorCode.NOT_HELD) {
                session.lost(this);
                return false;
            }
            throw new LockFailedException(ErrorCode.INTERNAL, "a renewal was answered by " + answer.reply());
        });
    }

    CompletableFuture<Boolean> giveBack() {
        boolean all;
        synchronized (this) {
            if (over) {
                return CompletableFuture.completedFuture(false);
            }
            levels--;
            all = levels == 0 && uncertain;
            if (levels == 0) {
                end();
                session.forget(this);
            }
        }
        return session.send(
                        new LockCommand.Release(name, owner, fence, all),
                        session.options().timeout())
                .thenApply(answer -> answer.reply() instanceof LockReply.Released);
    }

    /** For a lease that is lost here but may still stand there: the next one need not wait for its end. */
    LockCommand surrender() {
        return new LockCommand.Release(name, owner, fence, true);
    }

    HoldingSession.Holding key() {
        return new HoldingSession.Holding(name, owner.label());
    }
}
