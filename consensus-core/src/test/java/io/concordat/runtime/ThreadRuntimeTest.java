package io.concordat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadRuntimeTest {
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final ThreadRuntime runtime = new ThreadRuntime("test", failures::add);

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void aLoopRunsEverythingInOrderPerProducerAndNeverTwoAtOnce() throws Exception {
        Loop loop = runtime.newLoop("order");
        int producers = 4;
        int each = 20_000;
        long[] last = new long[producers];
        boolean[] inside = {false};
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(producers * each);
        for (int p = 0; p < producers; p++) {
            int producer = p;
            new Thread(() -> {
                        for (int i = 1; i <= each; i++) {
                            int number = i;
                            loop.execute(() -> {
                                if (inside[0] || last[producer] != number - 1) {
                                    wrong.add(producer + ":" + number);
                                }
                                inside[0] = true;
                                last[producer] = number;
                                inside[0] = false;
                                done.countDown();
                            });
                        }
                    })
                    .start();
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatComesTooLateForALastingLoopIsRunByWhoeverBringsIt() {
        Loop lasting = runtime.newLastingLoop("lasting");
        Loop other = runtime.newLoop("other");
        runtime.close();
        List<Thread> ranOn = new ArrayList<>();
        other.execute(() -> ranOn.add(null));
        lasting.execute(() -> lasting.execute(() -> ranOn.add(Thread.currentThread())));
        lasting.executeHereWhenIdle(() -> ranOn.add(Thread.currentThread()));
        assertThat(ranOn).containsExactly(Thread.currentThread(), Thread.currentThread());
    }

    @Test
    void whatALastingLoopWasHandedBeforeItsEndIsAllRun() throws Exception {
        Loop lasting = runtime.newLastingLoop("lasting");
        CountDownLatch handedOver = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(1_000);
        lasting.execute(() -> {
            await(handedOver);
            runtime.close();
        });
        for (int i = 0; i < 1_000; i++) {
            lasting.execute(ran::countDown);
        }
        handedOver.countDown();
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void lateTasksOfTwoThreadsDoNotRunTogether() {
        Loop lasting = runtime.newLastingLoop("lasting");
        runtime.close();
        List<String> order = new ArrayList<>();
        lasting.execute(() -> {
            Thread other = new Thread(() -> lasting.execute(() -> order.add("the other's")));
            other.start();
            join(other);
            order.add("mine");
        });
        assertThat(order).containsExactly("mine", "the other's");
    }

    @Test
    void nothingIsLostWhileALastingLoopEnds() throws Exception {
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        for (int round = 0; round < 100 && wrong.isEmpty(); round++) {
            ThreadRuntime ending = new ThreadRuntime("ending", failures::add);
            Loop loop = ending.newLastingLoop("lasting");
            CountDownLatch underWay = new CountDownLatch(20);
            Thread producer = new Thread(() -> {
                for (int i = 0; i < 500 && wrong.isEmpty(); i++) {
                    CountDownLatch ran = new CountDownLatch(1);
                    if (i % 2 == 0) {
                        loop.execute(ran::countDown);
                    } else {
                        loop.executeHereWhenIdle(ran::countDown);
                    }
                    underWay.countDown();
                    if (!await(ran)) {
                        wrong.add("never run");
                    }
                }
            });
            producer.start();
            underWay.await();
            ending.close();
            producer.join();
        }
        assertThat(wrong).isEmpty();
        assertThat(failures).isEmpty();
    }

    /** Closed in the middle of a round, from the clock that the loop asks about its timer. */
    @Test
    void aLastingLoopThatIsClosedWhileItLooksAfterItsTimersEndsAsOne() {
        AtomicReference<ThreadLoop> loop = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        Clock closing = new Clock() {
            @Override
            public long monotonicNanos() {
                if (Thread.currentThread().getName().equals("lasting")) {
                    loop.get().close();
                    closed.countDown();
                }
                return 0;
            }

            @Override
            public long wallMillis() {
                return 0;
            }
        };
        loop.set(new ThreadLoop("lasting", closing, failures::add, true));
        loop.get().schedule(1_000_000_000, () -> {});
        assertThat(await(closed)).isTrue();
        CountDownLatch ran = new CountDownLatch(1);
        loop.get().execute(ran::countDown);
        assertThat(await(ran)).isTrue();
        assertThat(failures).isEmpty();
    }

    @Test
    void aLoopThatIsIdleRunsTheTaskOnTheCallersThread() throws Exception {
        Loop loop = runtime.newLoop("idle");
        Thread here = Thread.currentThread();
        List<Thread> ranOn = Collections.synchronizedList(new ArrayList<>());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!ranOn.contains(here) && System.nanoTime() < end) {
            CountDownLatch ran = new CountDownLatch(1);
            loop.executeHereWhenIdle(() -> {
                ranOn.add(Thread.currentThread());
                ran.countDown();
            });
            assertThat(ran.await(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ranOn).contains(here);
    }

    @Test
    void aTaskRunByItsCallerMayHandOverMoreAndSetTimers() throws Exception {
        Loop loop = runtime.newLoop("nested");
        CountDownLatch done = new CountDownLatch(3_000);
        for (int i = 0; i < 1_000; i++) {
            loop.executeHereWhenIdle(() -> {
                loop.executeHereWhenIdle(done::countDown);
                loop.execute(done::countDown);
                loop.schedule(1_000, done::countDown);
            });
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callersWhoRunTasksThemselvesKeepOneAtATimeAndTheirOrder() throws Exception {
        Loop loop = runtime.newLoop("mixed");
        int producers = 4;
        int each = 20_000;
        long[] last = new long[producers];
        int[] inside = {0};
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(producers * each);
        for (int p = 0; p < producers; p++) {
            int producer = p;
            new Thread(() -> {
                        for (int i = 1; i <= each; i++) {
                            int number = i;
                            Runnable task = () -> {
                                if (inside[0]++ != 0 || last[producer] != number - 1) {
                                    wrong.add(producer + ":" + number);
                                }
                                last[producer] = number;
                                inside[0]--;
                                done.countDown();
                            };
                            if (number % 7 == 0) {
                                loop.execute(task);
                            } else {
                                loop.executeHereWhenIdle(task);
                            }
                            if (number % 64 == 0) {
                                Thread.yield(); // lets the loop fall asleep, where wake-ups may be lost
                            }
                        }
                    })
                    .start();
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong).isEmpty();
    }

    @Test
    void aSleepingLoopIsWokenByEachTask() throws Exception {
        Loop loop = runtime.newLoop("sleepy");
        for (int i = 0; i < 2_000; i++) {
            CountDownLatch ran = new CountDownLatch(1);
            loop.execute(ran::countDown);
            assertThat(ran.await(5, TimeUnit.SECONDS)).as("task %s", i).isTrue();
        }
    }

    @Test
    void timersRunInTheOrderOfTheirTimesUnlessCancelled() throws Exception {
        Loop loop = runtime.newLoop("timers");
        List<String> ran = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(1);
        loop.schedule(30_000_000, () -> {
            ran.add("late");
            done.countDown();
        });
        loop.schedule(10_000_000, () -> ran.add("early"));
        loop.schedule(20_000_000, () -> ran.add("cancelled")).cancel();
        assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).containsExactly("early", "late");
    }

    @Test
    void aFailingTaskIsReportedAndTheLoopGoesOn() throws Exception {
        Loop loop = runtime.newLoop("failing");
        CountDownLatch ran = new CountDownLatch(1);
        loop.execute(() -> {
            throw new IllegalStateException("broken");
        });
        loop.execute(ran::countDown);
        assertThat(ran.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).hasSize(1);
    }

    @Test
    void closingRunsWhatWasHandedOver() {
        Loop loop = runtime.newLoop("closing");
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            loop.execute(() -> ran.add(number));
        }
        runtime.close();
        assertThat(ran).hasSize(1_000);
    }

    @Test
    void seededRandomRepeatsItselfAndSplitsApart() {
        SeededRandom a = new SeededRandom(42);
        SeededRandom b = new SeededRandom(42);
        RandomSource left = a.split();
        RandomSource right = b.split();
        left.nextLong();
        assertThat(a.nextLong())
                .as("a draw in one stream does not shift another")
                .isEqualTo(b.nextLong());
        assertThat(left.nextLong()).isNotEqualTo(right.nextLong());
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
