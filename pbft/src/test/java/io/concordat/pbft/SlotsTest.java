package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.runtime.Invariant;
import org.junit.jupiter.api.Test;

/** A window of slots that moves: what it leaves behind is gone, what it comes to is new. */
class SlotsTest {
    private final Slots slots = new Slots(4, 10);

    @Test
    void aSlotIsOpenedOnceAndFoundFromThenOn() {
        assertThat(slots.find(12)).isNull();
        Slot slot = slots.at(12);
        assertThat(slots.at(12)).isSameAs(slot);
        assertThat(slots.find(12)).isSameAs(slot);
        assertThat(slots.all()).containsExactly(slot);
    }

    @Test
    void P44_P45_nothingOutsideTheWindowExists() {
        assertThat(slots.find(10)).isNull();
        assertThat(slots.find(15)).isNull();
        assertThatThrownBy(() -> slots.at(10)).isInstanceOf(Invariant.Violation.class);
        assertThatThrownBy(() -> slots.at(15)).isInstanceOf(Invariant.Violation.class);
    }

    @Test
    void whatIsSettledGoesAndItsPlaceIsTakenByAFreshOne() {
        Slot settled = slots.at(11);
        Slot stays = slots.at(13);
        slots.raise(11);
        assertThat(slots.find(11)).isNull();
        Slot fresh = slots.at(15);
        assertThat(fresh).isNotSameAs(settled);
        assertThat(fresh.index()).isEqualTo(15);
        assertThat(slots.all()).containsExactly(stays, fresh);
    }

    @Test
    void aLongJumpLeavesNothing() {
        slots.at(11);
        slots.at(14);
        slots.raise(1_000);
        assertThat(slots.all()).isEmpty();
        assertThat(slots.low()).isEqualTo(1_000);
        slots.raise(20);
        assertThat(slots.low()).as("it never moves back").isEqualTo(1_000);
    }

    @Test
    void theyComeInOrderAndNoMoreThanAskedFor() {
        slots.at(14);
        slots.at(11);
        slots.at(12);
        assertThat(slots.above(11, 8)).extracting(Slot::index).containsExactly(12L, 14L);
        assertThat(slots.above(0, 2)).extracting(Slot::index).containsExactly(11L, 12L);
    }
}
