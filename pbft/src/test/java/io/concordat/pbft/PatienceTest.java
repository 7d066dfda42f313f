package io.concordat.pbft;

import static io.concordat.pbft.Words.CONFIG;
import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.protocol.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long who waits for whom: 2 s at first, twice as long after each view that fails, 32 s at most. */
class PatienceTest {
    private static final long SECOND = 1_000_000_000L;

    private final TestGroup group = new TestGroup(4);

    @Test
    void P37_P38_patienceDoublesFourTimesAndNoMore() {
        assertThat(CONFIG.patience(0)).isEqualTo(2 * SECOND);
        assertThat(CONFIG.patience(1)).isEqualTo(4 * SECOND);
        assertThat(CONFIG.patience(4)).isEqualTo(32 * SECOND);
        assertThat(CONFIG.patience(5)).isEqualTo(32 * SECOND);
        assertThat(CONFIG.patience(Integer.MAX_VALUE)).isEqualTo(32 * SECOND);
    }

    @Test
    void P36_whatIsExecutedIsWaitedForNoMore() {
        group.request(1);
        group.settle();
        group.pass(10_000);
        assertThat(group.all).allSatisfy(m -> assertThat(m.view()).isZero());
        assertThat(group.executed()).as("and proposed no second time").containsOnly(2L);
    }

    @Test
    void P36_aNewPrimaryHasAllItsPatience() {
        group.lose(f -> f.says(Phase.COMMIT));
        withoutItsPrimary(1);
        group.pass(1_500);
        assertThat(group.member(3).view()).isEqualTo(1);
        // In all the request has waited for longer than this view's 4 s now, but not for this primary.
        group.pass(3_000);
        assertThat(group.member(3).view()).isEqualTo(1);
        group.pass(2_000);
        assertThat(group.member(3).view()).isEqualTo(2);
    }

    @Test
    void P37_eachViewThatFailsIsWaitedForTwiceAsLong() {
        group.lose(f -> f.says(Phase.NEW_VIEW));
        withoutItsPrimary(1);
        // An idle primary is left after a second; then 4, 8 and 16 s pass without a NEW-VIEW.
        group.pass(20_000);
        assertThat(group.member(3).view()).isEqualTo(3);
        group.pass(12_000);
        assertThat(group.member(3).view()).isEqualTo(4);
    }

    @Test
    void P38_afterProgressPatienceIsShortAgain() {
        group.lose(f -> f.says(Phase.NEW_VIEW));
        withoutItsPrimary(1);
        group.pass(70_000);
        group.member(1).start();
        group.loseNothing();
        group.pass(40_000);
        long before = group.member(2).executed();
        assertThat(before).isGreaterThan(1);
        int primary = group.member(2).protocol.status().leader();
        group.member(primary).crash();
        wanted(2);
        group.pass(5_000);
        assertThat(group.executed()).allMatch(index -> index > before);
    }

    @Test
    void nobodyWaitsForAViewWhosePrimaryLostItsMemory() {
        group.requests(5);
        group.member(2).tear();
        group.member(2).start();
        group.pass(1_000);
        group.lose(f -> f.says(Phase.COMMIT));
        group.request(9);
        group.pass(3_000);
        assertThat(List.of(group.member(1), group.member(3), group.member(4)))
                .as("view 1 would be its own, which is passed over")
                .allSatisfy(m -> assertThat(m.view()).isEqualTo(2));
        // One view has failed, not two: the next one's primary may take 4 s, and no 8.
        group.pass(4_000);
        assertThat(group.member(3).view()).isEqualTo(3);
    }

    private void withoutItsPrimary(int request) {
        group.member(1).crash();
        wanted(request);
    }

    private void wanted(int request) {
        group.all.forEach(m -> m.step(new Event.Wanted(TestMember.request(request))));
    }
}
