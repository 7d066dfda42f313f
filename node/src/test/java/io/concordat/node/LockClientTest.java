package io.concordat.node;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.Concordat;
import io.concordat.api.Node;
import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.services.ServiceCatalog;
import io.concordat.services.lock.LockNeed;
import io.concordat.services.lock.LockPage;
import io.concordat.services.lock.LockQuery;
import io.concordat.services.lock.client.FencedResource;
import io.concordat.services.lock.client.HeldLock;
import io.concordat.services.lock.client.LockClient;
import io.concordat.services.lock.client.LockFailedException;
import io.concordat.services.lock.client.LockOptions;
import io.concordat.services.lock.client.LockRequest;
import io.concordat.services.lock.client.StaleFenceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Locks from a program's side, on an embedded node. */
class LockClientTest {
    private final Node node = started();
    private final LockClient locks = LockClient.of(node.group("main"), LockOptions.DEFAULTS);

    private static Node started() {
        try {
            return Concordat.inMemory()
                    .host("main", ServiceCatalog.onClassPath().mount(List.of("counter", "lock"), Limits.DEFAULTS))
                    .start();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        locks.close();
        node.close();
    }

    private LockClient another(LockOptions options) {
        return LockClient.of(node.group("main"), options);
    }

    @Test
    void theReadmesLinesRun() {
        FencedResource<List<String>> store = new FencedResource<>(new ArrayList<>());
        try (HeldLock held = locks.acquire("orders/42", ofSeconds(5))) {
            store.use(held.fence(), rows -> rows.add("paid"));
            assertThat(held.isHeld()).isTrue();
            assertThat(held.remaining()).isBetween(ofSeconds(8), ofSeconds(10));
        }
        try (LockClient other = another(LockOptions.DEFAULTS);
                HeldLock next = other.acquire("orders/42")) {
            store.use(next.fence(), rows -> rows.add("sent"));
            assertThatThrownBy(() -> store.use(next.fence() - 1, rows -> rows.add("late")))
                    .isInstanceOf(StaleFenceException.class);
        }
    }

    @Test
    void whatIsHeldIsBusyForOthersAndReentrantForItsThread() {
        try (LockClient other = another(LockOptions.DEFAULTS);
                HeldLock held = locks.acquire("x")) {
            assertThat(other.tryAcquire("x")).isEmpty();
            long began = System.nanoTime();
            assertThat(other.tryAcquire("x", ofMillis(300))).isEmpty();
            assertThat(System.nanoTime() - began).isBetween(250_000_000L, 3_000_000_000L);
            try (HeldLock again = locks.acquire("x")) {
                assertThat(again.fence()).isEqualTo(held.fence());
                assertThat(again.holds()).isEqualTo(2);
            }
            assertThat(other.tryAcquire("x")).isEmpty();
            assertThat(held.isHeld()).isTrue();
        }
        assertThat(locks.tryAcquire("x")).isPresent();
    }

    @Test
    void waitersAreServedInOrderAndSharedOnesTogether() throws Exception {
        HeldLock held = locks.acquire("x");
        CompletableFuture<HeldLock> writer = locks.acquireAsync(LockRequest.exclusive("x"));
        awaitWaiting("x", 1);
        List<CompletableFuture<HeldLock>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(locks.acquireAsync(LockRequest.shared("x")));
        }
        awaitWaiting("x", 4);
        held.close();
        HeldLock second = writer.get(5, SECONDS);
        assertThat(readers).noneMatch(CompletableFuture::isDone);
        second.close();
        for (CompletableFuture<HeldLock> reader : readers) {
            assertThat(reader.get(5, SECONDS).fence()).isGreaterThan(second.fence());
        }
    }

    private void awaitWaiting(String name, int count) throws Exception {
        long deadline = System.nanoTime() + 5_000_000_000L;
        LockPage page;
        do {
            assertThat(System.nanoTime())
                    .as("%d should wait for %s", count, name)
                    .isLessThan(deadline);
            page = locks.ask(new LockQuery.Info(Bytes.utf8(name), 0)).get(5, SECONDS);
        } while (page.locks().isEmpty() || page.locks().get(0).waiting() != count);
    }

    @Test
    void aCancelledWaiterLeavesTheQueue() throws Exception {
        try (HeldLock held = locks.acquire("x")) {
            CompletableFuture<HeldLock> waiter = locks.acquireAsync(LockRequest.exclusive("x"));
            awaitWaiting("x", 1);
            waiter.cancel(false);
            awaitWaiting("x", 0);
            assertThat(held.isHeld()).isTrue();
        }
    }

    @Test
    void theVictimOfADeadlockIsToldTheCycle() throws Exception {
        HeldLock ax = locks.acquireAsync(LockRequest.exclusive("x").as("a")).get(5, SECONDS);
        locks.acquireAsync(LockRequest.exclusive("y").as("b")).get(5, SECONDS);
        CompletableFuture<HeldLock> ay =
                locks.acquireAsync(LockRequest.exclusive("y").as("a"));
        awaitWaiting("y", 1);
        assertThatThrownBy(() -> locks.acquire(LockRequest.exclusive("x").as("b")))
                .isInstanceOfSatisfying(LockFailedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DEADLOCK);
                    assertThat(e.cycle().stream()
                                    .map(s -> s.owner().label().toUtf8()
                                            + s.lock().toUtf8()))
                            .containsExactly("bx", "ay");
                });
        assertThat(ay).isNotDone();
        assertThat(ax.isHeld()).isTrue();
    }

    @Test
    void renewalKeepsItBeyondItsTimeToLive() throws Exception {
        LockOptions brief = LockOptions.ofTtl(ofMillis(600));
        try (LockClient other = another(brief);
                HeldLock held = other.acquire("x")) {
            CountDownLatch lost = new CountDownLatch(1);
            held.onLost(lost::countDown);
            assertThat(lost.await(2_000, MILLISECONDS)).isFalse();
            assertThat(held.isHeld()).isTrue();
            assertThat(locks.tryAcquire("x")).isEmpty();
        }
    }

    @Test
    void lossIsToldBeforeTheLeaseIsOver() throws Exception {
        LockOptions brief = LockOptions.ofTtl(ofSeconds(1));
        LockClient other = another(brief);
        HeldLock held = other.acquire("x");
        CountDownLatch lost = new CountDownLatch(1);
        held.onLost(lost::countDown);
        long until = System.nanoTime() + held.remaining().toNanos();
        node.close();
        assertThat(lost.await(5, SECONDS)).isTrue();
        // Renewals that were under way may have moved the end, never beyond a lease from the node's end.
        assertThat(System.nanoTime()).isLessThan(until + 1_000_000_000L);
        assertThat(held.isHeld()).isFalse();
        assertThat(held.remaining()).isZero();
    }

    @Test
    void semaphoresLetInAsManyAsTheirSize() {
        LockRequest two = LockRequest.permits("pool", 2, 3).within(ofMillis(0));
        HeldLock first = locks.acquire(two.as("1"));
        assertThat(locks.tryAcquire(two.as("2"))).isEmpty();
        assertThat(locks.tryAcquire(
                        LockRequest.permits("pool", 1, 3).within(ofMillis(0)).as("3")))
                .isPresent();
        assertThatThrownBy(() -> locks.tryAcquire(new LockRequest("pool", LockNeed.EXCLUSIVE, ofMillis(0), "4")))
                .isInstanceOfSatisfying(
                        LockFailedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCK_MISMATCH));
        assertThat(first.release()).isTrue();
        assertThat(first.release()).isFalse();
    }

    @Test
    void asAJavaLockItExcludesThreads() throws Exception {
        Lock lock = locks.asLock("counter");
        int[] counter = {0};
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 25; i++) {
                    lock.lock();
                    try {
                        counter[0]++;
                    } finally {
                        lock.unlock();
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(counter[0]).isEqualTo(100);
        assertThat(lock.tryLock(1, SECONDS)).isTrue();
        lock.unlock();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    }
}
