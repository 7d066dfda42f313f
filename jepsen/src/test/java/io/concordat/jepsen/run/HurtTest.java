package io.concordat.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.jepsen.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which operations count as hurt. */
class HurtTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private final List<Event> history = new ArrayList<>();

    private void operation(long fromMillis, long toMillis, Event.Type end) {
        history.add(new Event(Event.Type.INVOKE, 0, "read", null, null, fromMillis * MS));
        history.add(new Event(end, 0, "read", null, null, toMillis * MS));
    }

    private Map<String, Hurt.Count> counts(FaultSpan... faults) {
        return Hurt.counts(List.of("kill", "pause"), Hurt.taken(history, 100_000 * MS), List.of(faults));
    }

    private void calm() {
        for (int i = 0; i < 200; i++) {
            operation(i * 10, i * 10 + 2, Event.Type.OK);
        }
    }

    @Test
    void whatFailsOrIsLateDuringAFaultIsHurt() {
        calm();
        operation(10_000, 10_500, Event.Type.OK);
        operation(10_600, 10_700, Event.Type.FAIL);
        operation(10_800, 10_802, Event.Type.OK);
        Hurt.Count kill = counts(new FaultSpan("kill", "node-1", 10_000 * MS, 11_000 * MS, 0))
                .get("kill");
        assertThat(kill).isEqualTo(new Hurt.Count(1, 1, 1, 0));
    }

    @Test
    void aFaultIsFeltALittleLongerThanItLasts() {
        calm();
        operation(11_500, 11_900, Event.Type.INFO);
        operation(14_000, 14_900, Event.Type.INFO);
        assertThat(counts(new FaultSpan("kill", "node-1", 10_000 * MS, 10_001 * MS, 0))
                        .get("kill")
                        .failed())
                .isEqualTo(1);
    }

    @Test
    void whatNeverStruckHurtNothing() {
        calm();
        operation(10_000, 10_500, Event.Type.FAIL);
        assertThat(counts().get("pause")).isEqualTo(new Hurt.Count(0, 0, 0, 0));
    }

    @Test
    void whatOthersNoticedCountsIfOperationsWereUnderWay() {
        calm();
        FaultSpan unseen = new FaultSpan("kill", "node-1", 50_000 * MS, 51_000 * MS, 7);
        assertThat(counts(unseen).get("kill").tested()).isFalse();
        FaultSpan noticed = new FaultSpan("kill", "node-1", 1_000 * MS, 1_500 * MS, 7);
        assertThat(counts(noticed).get("kill").tested()).isTrue();
    }

    @Test
    void whatIsRefusedInCalmTimesTooIsHurtOnlyWhenItIsLate() {
        calm();
        operation(3_000, 3_002, Event.Type.FAIL);
        operation(10_000, 10_002, Event.Type.FAIL);
        operation(10_100, 10_700, Event.Type.FAIL);
        operation(10_800, 10_900, Event.Type.INFO);
        Hurt.Count kill = counts(new FaultSpan("kill", "node-1", 10_000 * MS, 11_000 * MS, 0))
                .get("kill");
        assertThat(kill).isEqualTo(new Hurt.Count(1, 1, 1, 0));
    }
}
