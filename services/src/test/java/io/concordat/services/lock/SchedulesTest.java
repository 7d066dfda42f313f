package io.concordat.services.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The machine against plain rules that try every future. Longer with -Dconcordat.schedules, .schedules.seed. */
class SchedulesTest {
    private static final long SEEDS = Long.getLong("concordat.schedules", 4_000);
    private static final long FIRST = Long.getLong("concordat.schedules.seed", 1);

    @Test
    void everyScheduleAgreesWithBruteForce() {
        AtomicLong done = new AtomicLong();
        AtomicLong waits = new AtomicLong();
        AtomicLong deadlocks = new AtomicLong();
        LongStream.range(FIRST, FIRST + SEEDS).parallel().forEach(seed -> {
            try {
                int[] counted = new Schedule(seed).run();
                waits.addAndGet(counted[0]);
                deadlocks.addAndGet(counted[1]);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("schedule " + seed + ": " + e.getMessage(), e);
            }
            if (done.incrementAndGet() % 20_000 == 0) {
                System.err.println(done.get() + " of " + SEEDS + " schedules");
            }
        });
        System.out.printf("schedules %d waits %d deadlocks %d%n", SEEDS, waits.get(), deadlocks.get());
        assertThat(deadlocks.get()).isGreaterThan(SEEDS / 10);
        assertThat(waits.get()).isGreaterThan(SEEDS);
    }
}
