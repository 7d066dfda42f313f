package io.concordat.jepsen.workload;

import io.concordat.error.ErrorCode;
import io.concordat.jepsen.model.Model;
import io.concordat.jepsen.model.OwnedMutex;
import io.concordat.node.ClusterConnection;
import io.concordat.services.lock.LockProvider;
import io.concordat.services.lock.client.HeldLock;
import io.concordat.services.lock.client.LockClient;
import io.concordat.services.lock.client.LockFailedException;
import io.concordat.services.lock.client.LockOptions;
import io.concordat.services.lock.client.LockRequest;
import io.concordat.services.lock.client.StaleFenceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Takes locks, works under them at a resource that checks fences, gives them back.
 *
 * <p>What a history can say of a lock with leases: from the answer to an acquire until the client gave it back or its
 * lease was over by the client's own clock, nobody else holds it. When the lease ends first, the history has a release
 * without an answer from that moment on: the lock may have passed on at any time after, or not.
 */
public final class LockWorkload implements ClusterWorkload {
    private static final int LOCKS = 2;
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMillis(1_500);
    private static final long LONGEST_WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(15);
    /** Certainly not acquired. Everything else may have been. */
    private static final Set<ErrorCode> NOT_ACQUIRED = Set.of(
            ErrorCode.LOCK_BUSY, ErrorCode.NO_QUORUM, ErrorCode.DEADLOCK, ErrorCode.LOCK_MISMATCH, ErrorCode.BUSY);

    private final List<GuardedResource> resources = new ArrayList<>();
    private final FenceOrder fences = new FenceOrder();

    public LockWorkload() {
        for (int lock = 0; lock < LOCKS; lock++) {
            resources.add(new GuardedResource(name(lock)));
        }
    }

    private static String name(int lock) {
        return "jepsen-" + lock;
    }

    @Override
    public String name() {
        return "lock";
    }

    @Override
    public List<String> services() {
        return List.of(LockProvider.NAME);
    }

    @Override
    public Model<?> model() {
        return new OwnedMutex(true);
    }

    @Override
    public String modelName() {
        return "fenced-mutex";
    }

    @Override
    public WorkloadClient open(ClusterConnection connection) throws InterruptedException {
        LockOptions options = LockOptions.ofTtl(TTL).withTimeout(Waiting.OPERATION);
        LockClient client = new LockClient(connection.client(), options);
        Waiting.on(client.sessionId());
        return new Holding(client);
    }

    @Override
    public Optional<String> complaint() {
        return resources.stream()
                .map(GuardedResource::complaint)
                .flatMap(Optional::stream)
                .findFirst()
                .or(fences::complaint);
    }

    private final class Holding implements WorkloadClient {
        private final LockClient locks;
        /** Since when this client has asked for a lock without getting it, by lock. */
        private final Map<Integer, Long> waiting = new HashMap<>();

        Holding(LockClient locks) {
            this.locks = locks;
        }

        @Override
        public void act(Scribe scribe, Random random) throws InterruptedException {
            scribe.breathe();
            int lock = random.nextInt(LOCKS);
            hold(scribe, lock, PATIENCE, (long) (random.nextDouble() * LONGEST_WORK_NANOS));
        }

        @Override
        public boolean readBack(Scribe scribe) throws InterruptedException {
            boolean all = true;
            for (int lock = 0; lock < LOCKS; lock++) {
                // Holders that crashed leave a lease behind, and their sessions live longer than that.
                all &= hold(scribe, lock, Waiting.SESSION, 0);
            }
            return all;
        }

        @Override
        public void close() {
            locks.close();
        }

        /** Whether the lock was held. */
        private boolean hold(Scribe scribe, int lock, Duration patience, long workNanos) throws InterruptedException {
            long owner = scribe.process();
            long asked = scribe.now();
            waiting.putIfAbsent(lock, asked);
            Scribe.Open acquire = scribe.invoke("acquire", (long) lock, owner);
            HeldLock held;
            try {
                held = locks.acquire(
                        LockRequest.exclusive(name(lock)).within(patience).as("process-" + owner));
            } catch (LockFailedException e) {
                if (NOT_ACQUIRED.contains(e.code())) {
                    acquire.fail(e.code().name());
                } else {
                    waiting.clear();
                    acquire.unknown(String.valueOf(e.getMessage()));
                }
                return false;
            } catch (CompletionException | IllegalStateException e) {
                waiting.clear();
                acquire.unknown(String.valueOf(e.getMessage()));
                return false;
            }
            acquire.ok(List.of(owner, held.fence()));
            long since = Objects.requireNonNull(waiting.remove(lock));
            // A hold that was granted when nobody waited for it any more, and is taken again before it is given back.
            boolean older = held.holds() > 1;
            fences.granted(name(lock), owner, held.fence(), older ? since : asked, scribe.now());
            Certainty certainty = new Certainty(scribe, held);
            work(scribe, resources.get(lock), certainty, workNanos);
            release(scribe, lock, certainty);
            return true;
        }

        private void work(Scribe scribe, GuardedResource resource, Certainty certainty, long nanos)
                throws InterruptedException {
            try {
                if (certainty.holds()) {
                    long value = resource.read(certainty.fence());
                    TimeUnit.NANOSECONDS.sleep(nanos);
                    if (certainty.holds()) {
                        // Whoever sleeps here looked a moment ago, and writes all the same.
                        scribe.breathe();
                        resource.write(certainty.fence(), value + 1);
                    }
                }
            } catch (StaleFenceException e) {
                // The resource knows of a later holder: it has done its duty, and this client's work is void.
                certainty.holds();
            }
        }

        private void release(Scribe scribe, int lock, Certainty certainty) {
            long owner = scribe.process();
            boolean holds = certainty.holds();
            Scribe.Open release = scribe.invokeAt(certainty.until(), "release", (long) lock, owner);
            if (holds && certainty.lock().release()) {
                release.ok(owner);
            } else {
                release.unknown(holds ? "no answer, or lost meanwhile" : "the lease was over");
            }
        }
    }

    /** Until when a hold was certainly nobody else's, as far as was asked. */
    private static final class Certainty {
        private final Scribe scribe;
        private final HeldLock lock;
        private long until;
        private long last;
        private boolean lost;

        Certainty(Scribe scribe, HeldLock lock) {
            this.scribe = scribe;
            this.lock = lock;
            until = scribe.now();
            holds();
        }

        /** Asks again. Afterwards {@link #until} is now if it is still held, else when it certainly was last. */
        boolean holds() {
            long now = scribe.now();
            long remaining = lock.remaining().toNanos();
            lost |= remaining <= 0;
            if (!lost) {
                until = now;
                last = now + remaining;
            }
            return !lost;
        }

        long until() {
            return lost ? Math.max(until, last) : until;
        }

        long fence() {
            return lock.fence();
        }

        HeldLock lock() {
            return lock;
        }
    }
}
