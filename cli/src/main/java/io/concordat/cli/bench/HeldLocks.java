package io.concordat.cli.bench;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.cli.Asking;
import io.concordat.client.ClientSession;
import io.concordat.client.ClusterClient;
import io.concordat.services.ServiceLink;
import io.concordat.services.lock.LockCodec;
import io.concordat.services.lock.LockCommand;
import io.concordat.services.lock.LockNeed;
import io.concordat.services.lock.LockOwner;
import io.concordat.services.lock.LockProvider;
import io.concordat.services.lock.LockReply;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

/** Locks that stay held in a session of their own, and owners that wait for some of them, beside what is measured. */
final class HeldLocks {
    private static final int AT_ONCE = 1_000;
    private static final long TTL_NANOS = Duration.ofHours(1).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ClusterClient client;
    private final int held;
    private final int waiters;
    private final String prefix =
            "held-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + "-";

    /** {@code waiters} of the locks held are waited for. */
    HeldLocks(ClusterClient client, int held, int waiters) {
        this.client = client;
        this.held = held;
        this.waiters = waiters;
    }

    /** Returns when all are held and all wait. */
    void fill(Duration timeout) throws InterruptedException {
        if (held == 0) {
            return;
        }
        ClientSession session = Asking.await(client.openSession(Duration.ofMinutes(10), timeout), timeout);
        ServiceLink link = ServiceLink.of(c -> session.submit(c, PATIENCE), q -> session.submit(q, PATIENCE))
                .service(LockProvider.NAME);
        take(link, held, "holder");
        take(link, waiters, "waiter");
    }

    private void take(ServiceLink link, int count, String owner) throws InterruptedException {
        Semaphore room = new Semaphore(AT_ONCE);
        AtomicReference<String> wrong = new AtomicReference<>();
        for (int i = 0; i < count && wrong.get() == null; i++) {
            room.acquire();
            LockCommand acquire = new LockCommand.Acquire(
                    Bytes.utf8(prefix + i), LockOwner.self(owner), LockNeed.EXCLUSIVE, TTL_NANOS, LockCommand.FOR_EVER);
            link.submit(LockCodec.encode(acquire, Bytes.EMPTY)).whenComplete((outcome, failure) -> {
                if (!taken(outcome)) {
                    wrong.compareAndSet(null, owner + ": " + (failure == null ? outcome : failure));
                }
                room.release();
            });
        }
        room.acquire(AT_ONCE);
        if (wrong.get() != null) {
            throw new IllegalStateException("the locks to be held cannot be taken: " + wrong.get());
        }
    }

    private static boolean taken(Outcome outcome) {
        try {
            return outcome instanceof Outcome.Reply reply
                    && !(LockCodec.decodeReply(reply.bytes()) instanceof LockReply.Refused);
        } catch (MalformedException e) {
            return false;
        }
    }
}
