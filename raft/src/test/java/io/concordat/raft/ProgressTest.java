package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.log.LogEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a leader believes of a follower. */
class ProgressTest {
    private static final List<LogEntry> CHAIN = Bench.chain(1, 1, 1, 1, 1, 1);

    private static List<LogEntry> entries(int from, int to) {
        return CHAIN.subList(from - 1, to);
    }

    private static Progress replicating(int window) {
        Progress p = new Progress(2, window, 0);
        p.sent(List.of(), 0);
        p.arrived(1, true, 0);
        return p;
    }

    @Test
    void R36_aStaleRefusalMovesNothing() {
        Progress p = replicating(1_000);
        p.sent(entries(2, 4), 1);
        p.arrived(3, true, 2);
        p.refused(2, 0);
        assertThat(p.next()).isEqualTo(5);
        assertThat(p.match()).isEqualTo(3);
        p.lost();
        p.refused(2, 0);
        assertThat(p.next()).isEqualTo(4);
    }

    /** Whatever the hints say, each refusal of the newest probe is followed by one further back. */
    @Test
    void R38_everyRefusedProbeIsFollowedByOneFurtherBack() {
        for (long hint = 0; hint <= 9; hint++) {
            Progress p = new Progress(7, 1_000, 0);
            long probes = 0;
            while (p.next() > 1) {
                p.sent(List.of(), probes);
                long asked = p.next() - 1;
                p.refused(asked, hint);
                assertThat(p.next()).isBetween(1L, asked);
                assertThat(p.admits(0, 30)).isTrue();
                assertThat(++probes).isLessThan(8);
            }
        }
    }

    @Test
    void R40_R48_theWindowIsCountedInBytesAndReleasedWhenLost() {
        Progress p = replicating(100);
        p.sent(entries(2, 4), 1);
        assertThat(p.bytesInFlight()).isEqualTo(90);
        assertThat(p.admits(30, 30)).isFalse();
        p.arrived(2, true, 2);
        assertThat(p.bytesInFlight()).isEqualTo(90);
        p.arrived(4, true, 3);
        assertThat(p.bytesInFlight()).isZero();
        p.sent(entries(5, 6), 4);
        assertThat(p.overdue(9, 6)).isFalse();
        assertThat(p.overdue(10, 6)).isTrue();
        p.lost();
        assertThat(p.bytesInFlight()).isZero();
        assertThat(p.next()).isEqualTo(5);
        assertThat(p.admits(0, 30)).isTrue();
    }

    @Test
    void aBatchLargerThanTheWindowTravelsAlone() {
        Progress p = replicating(10);
        assertThat(p.admits(30, 30)).isTrue();
        p.sent(entries(2, 2), 1);
        assertThat(p.admits(30, 30)).isFalse();
    }

    @Test
    void R37_aNewLifeIsHeardAnewButItsPromisesStand() {
        Progress p = replicating(1_000);
        p.sent(entries(2, 4), 1);
        p.arrived(4, true, 2);
        long session = p.session();
        p.reborn(6);
        assertThat(p.session()).isGreaterThan(session);
        assertThat(p.match()).isZero();
        assertThat(p.promised()).isEqualTo(4);
        assertThat(p.next()).isEqualTo(6);
    }

    @Test
    void whoDeniesWhatItAcknowledgedIsProbedFurtherBack() {
        Progress p = replicating(1_000);
        p.sent(entries(2, 4), 1);
        p.arrived(4, true, 2);
        p.lost();
        p.refused(4, 1);
        assertThat(p.match()).isZero();
        assertThat(p.next()).isEqualTo(2);
        assertThat(p.promised()).isEqualTo(4);
    }

    @Test
    void entriesThatArriveAtAnAmnesiacGoOnWithTheStreamButDoNotCount() {
        Progress p = replicating(1_000);
        p.sent(entries(2, 4), 1);
        p.arrived(4, false, 2);
        assertThat(p.match()).isEqualTo(1);
        assertThat(p.bytesInFlight()).isZero();
        assertThat(p.next()).isEqualTo(5);
    }
}
