package io.concordat.simulation.time;

import io.concordat.runtime.Clock;
import io.concordat.runtime.HostRuntime;
import io.concordat.runtime.Loop;
import io.concordat.runtime.RandomSource;
import java.util.concurrent.Executor;

/**
 * The threads of one process life as places in the schedule. Hand-offs take a little while, and now and then a long
 * one.
 */
public final class SimulatedRuntime implements HostRuntime {
    private static final long HAND_OFF_NANOS = 20_000;
    private static final long HICCUP_NANOS = 2_000_000;

    private final VirtualTime time;
    private final Life life;
    private final NodeClock clock;
    private final SeededRandom random;
    private final SeededRandom jitter;

    public SimulatedRuntime(VirtualTime time, Life life, NodeClock clock, SeededRandom random) {
        this.time = time;
        this.life = life;
        this.clock = clock;
        this.random = random.split();
        this.jitter = random.split();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public RandomSource random() {
        return random;
    }

    @Override
    public Loop newLoop(String name) {
        return new Place();
    }

    @Override
    public Executor pool() {
        return task -> {
            life.effect();
            time.after(handOff(), life, Activity.POOL, task);
        };
    }

    private long handOff() {
        long draw = jitter.nextLong();
        return (draw & 0xff) == 0 ? (draw >>> 8) % HICCUP_NANOS : 1_000 + (draw >>> 8) % HAND_OFF_NANOS;
    }

    @Override
    public void close() {}

    /** One loop. Tasks keep their order; timers fire on the node's own clock. */
    private final class Place implements Loop {
        private long last;

        @Override
        public void execute(Runnable task) {
            life.effect();
            last = Math.max(last, time.now() + handOff());
            time.at(last, life, Activity.LOOP, task);
        }

        @Override
        public Timer schedule(long delayNanos, Runnable task) {
            life.effect();
            long delay = clock.virtualDelay(Math.max(0, delayNanos)) + handOff();
            return time.after(delay, life, Activity.TIMER, task);
        }
    }
}
