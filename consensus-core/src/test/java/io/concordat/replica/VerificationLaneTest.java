package io.concordat.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.net.PeerReceiver.Flow;
import io.concordat.runtime.Budget;
import io.concordat.runtime.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class VerificationLaneTest {
    private final Queue<Runnable> pool = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final Switch flow = new Switch();
    private final Budget common = new Budget(200);
    private final Budget held = common.part();
    private long now;
    private final VerificationLane lane = new VerificationLane(pool::add, new Hand(), held, 100);

    @Test
    void aFrameThatComesAloneIsCheckedOnTheSpot() {
        submit("a", 10);
        now += 1_000_000;
        submit("b", 10);
        assertThat(done).containsExactly("a", "b");
        assertThat(pool).isEmpty();
    }

    @Test
    void aBurstGoesToThePoolInOrder() {
        submit("a", 10);
        submit("b", 10);
        submit("c", 10);
        now += 1_000_000;
        submit("late, but behind the others", 10);
        assertThat(done).containsExactly("a");
        runPool();
        assertThat(done).containsExactly("a", "b", "c", "late, but behind the others");
    }

    @Test
    void overTheBoundTheSocketIsNotReadUntilHalfIsTaken() {
        submit("a", 60);
        assertThat(flow.paused).isFalse();
        submit("b", 60);
        assertThat(flow.paused).isTrue();
        lane.settled(60);
        assertThat(flow.paused).as("60 of 100 still wait").isTrue();
        lane.settled(60);
        assertThat(flow.paused).isFalse();
        submit("c", 60);
        submit("d", 60);
        assertThat(flow.paused).as("again").isTrue();
    }

    @Test
    void whileOthersHoldEverythingASenderIsReadOneFrameAtATime() {
        Budget others = common.part();
        others.add(140);
        submit("a", 60);
        assertThat(flow.paused)
                .as("its own bound is not reached, the common one is")
                .isTrue();
        lane.settled(60);
        assertThat(flow.paused).as("nothing of its own waits").isFalse();
        others.giveBack(140);
        submit("b", 60);
        assertThat(flow.paused).isFalse();
        lane.settled(60);
        assertThat(common.taken()).as("at rest the account is empty").isZero();
    }

    @Test
    void aFailingCheckDoesNotStopTheLane() {
        submit("a", 1);
        lane.submit(1, flow, () -> {
            throw new IllegalStateException("a bug");
        });
        submit("b", 1);
        runPool();
        assertThat(done).containsExactly("a", "b");
    }

    private void submit(String name, int bytes) {
        lane.submit(bytes, flow, () -> done.add(name));
    }

    private void runPool() {
        for (Runnable task = pool.poll(); task != null; task = pool.poll()) {
            try {
                task.run();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("a bug");
            }
        }
    }

    private final class Hand implements Clock {
        @Override
        public long monotonicNanos() {
            return now;
        }

        @Override
        public long wallMillis() {
            return 0;
        }
    }

    private static final class Switch implements Flow {
        private boolean paused;

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }
    }
}
