package io.concordat.simulation.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.runtime.Loop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private final List<String> happened = new ArrayList<>();
    private final VirtualTime time = new VirtualTime(new VirtualTime.Witness() {
        @Override
        public void running(long now, @Nullable Life owner, Activity activity) {}

        @Override
        public void ran(@Nullable Life owner) {}

        @Override
        public void threw(@Nullable Life owner, Throwable thrown) {
            happened.add("threw " + thrown.getMessage());
        }
    });
    private final Life life = new Life(1, 1, "node");

    @Test
    void tasksRunByTimeAndEqualTimesInTheOrderAsked() {
        SeededRandom random = new SeededRandom(7);
        List<Long> order = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            long at = random.nextLong(50);
            long key = at * 10_000 + i;
            time.at(at, null, Activity.LOOP, () -> order.add(key));
        }
        time.runUntil(100);

        assertThat(order).hasSize(1_000).isSorted();
    }

    @Test
    void whatADeadProcessHasScheduledNeverRuns() {
        time.at(10, life, Activity.LOOP, () -> happened.add("too late"));
        time.at(5, null, Activity.FAULT, life::end);
        time.runUntil(20);

        assertThat(happened).isEmpty();
    }

    @Test
    void aFrozenProcessCatchesUpInOrder() {
        life.freezeUntil(100);
        time.at(10, life, Activity.LOOP, () -> happened.add("first at " + time.now()));
        time.at(20, life, Activity.LOOP, () -> happened.add("second at " + time.now()));
        time.at(50, null, Activity.LOOP, () -> happened.add("elsewhere at " + time.now()));
        time.runUntil(200);

        assertThat(happened).containsExactly("elsewhere at 50", "first at 100", "second at 100");
    }

    @Test
    void aCrashStrikesBetweenTwoEffectsOfOneStep() {
        SimulatedRuntime runtime = new SimulatedRuntime(time, life, new NodeClock(time, 0), new SeededRandom(1));
        Loop loop = runtime.newLoop("loop");
        loop.execute(() -> {
            life.crashAfter(1, () -> happened.add("dies"));
            loop.execute(() -> happened.add("never: its process is dead"));
            happened.add("first effect done");
            loop.execute(() -> happened.add("never asked for"));
            happened.add("never reached");
        });
        time.runUntil(1_000_000_000);

        assertThat(happened).containsExactly("first effect done", "dies");
    }

    @Test
    void aLoopKeepsItsOrderAndATimerIsNeverEarlyByTheNodesOwnClock() {
        NodeClock clock = new NodeClock(time, 12_345);
        clock.drift(-50_000);
        Loop loop = new SimulatedRuntime(time, life, clock, new SeededRandom(1)).newLoop("loop");
        long began = clock.monotonicNanos();
        loop.schedule(1_000_000_000, () -> happened.add("early=" + (clock.monotonicNanos() - began < 1_000_000_000)));
        for (int i = 0; i < 100; i++) {
            int n = i;
            loop.execute(() -> happened.add("" + n));
        }
        time.runUntil(2_000_000_000);

        assertThat(happened).hasSize(101).endsWith("99", "early=false");
        assertThat(happened.subList(0, 100)).isEqualTo(numbers());
    }

    private static List<String> numbers() {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            numbers.add("" + i);
        }
        return numbers;
    }

    @Test
    void aJumpOfTheWallClockDoesNotReachTheMonotonicOne() {
        NodeClock clock = new NodeClock(time, 0);
        long wall = clock.wallMillis();
        clock.jumpWall(-3_600_000);

        assertThat(clock.wallMillis()).isEqualTo(wall - 3_600_000);
        assertThat(clock.monotonicNanos()).isZero();
    }

    @Test
    void whatATaskThrowsIsTold() {
        time.at(1, life, Activity.LOOP, () -> {
            throw new IllegalStateException("boom");
        });
        time.runUntil(2);

        assertThat(happened).containsExactly("threw boom");
    }
}
