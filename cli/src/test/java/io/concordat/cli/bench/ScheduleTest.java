package io.concordat.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final long MS = 1_000_000;
    private static final long NONE = -1;
    private final Schedule schedule = new Schedule(1_000, 0, 100 * MS);

    @Test
    void anOperationBegunLateIsCountedFromWhenItWasDue() {
        assertThat(schedule.begin(0, NONE)).isZero();
        assertThat(schedule.begin(0, NONE))
                .as("the next is due a millisecond later")
                .isEqualTo(NONE);
        assertThat(schedule.begin(50 * MS, NONE)).as("fifty are due").isEqualTo(MS);
        assertThat(schedule.begin(50 * MS, NONE)).isEqualTo(2 * MS);
    }

    @Test
    void whatWaitsLongerThanItMayIsGivenUpAndCounted() {
        assertThat(schedule.giveUp(90 * MS)).isZero();
        assertThat(schedule.giveUp(150 * MS)).as("due at 0, 1 … 50 ms").isEqualTo(51);
        assertThat(schedule.begin(150 * MS, NONE)).isEqualTo(51 * MS);
        assertThat(schedule.giveUp(3_600_000L * MS)).as("an hour later").isEqualTo(3_600_000 - 100 + 1 - 52);
        assertThat(schedule.waiting(3_600_000L * MS)).isTrue();
    }
}
