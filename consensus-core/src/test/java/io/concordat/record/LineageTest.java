package io.concordat.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who can tell a disk that it was put back, and by what. */
class LineageTest {
    private static Lineage lives(long... incarnations) {
        Lineage lineage = Lineage.NONE;
        for (long incarnation : incarnations) {
            lineage = lineage.start(lineage.boot() + 1, incarnation);
        }
        return lineage;
    }

    @Test
    void whoMetOneOfItsOwnStartsSaysNothingNew() {
        Lineage disk = lives(11, 12, 13);
        assertThat(disk.lacks(0, 0)).isFalse();
        assertThat(disk.lacks(1, 11)).isFalse();
        assertThat(disk.lacks(3, 13)).isFalse();
    }

    @Test
    void aStartThatTheDiskHasNotCountedYetWasForgotten() {
        assertThat(lives(11, 12).lacks(3, 13)).isTrue();
    }

    /** The count alone is blind to this: the disk of start 1 was put back and has counted to 2 again. */
    @Test
    void theSameNumberInAnotherLifeWasForgotten() {
        assertThat(lives(11, 99).lacks(2, 12)).isTrue();
    }

    @Test
    void aPeerThatDoesNotKnowTheLifeProvesNothing() {
        assertThat(lives(11, 99).lacks(2, 0)).isFalse();
    }

    /** A start is counted before anybody can meet it; one that failed then must not hide what it took the place of. */
    @Test
    void aStartThatFailedIsOneThatNobodyCanHaveMet() {
        Lineage disk = lives(11, 12).start(4, 14);
        assertThat(disk.lacks(3, 13)).isTrue();
        assertThat(disk.lacks(2, 12)).isFalse();
        assertThat(disk.lacks(4, 14)).isFalse();
        assertThat(lives(11).start(100, 14).incarnations()).hasSize(Lineage.MOST);
    }

    @Test
    void whatWasMadeGoodIsNotHeldAgainstIt() {
        Lineage disk = lives(11, 99).settle(2);
        assertThat(disk.lacks(2, 12)).isFalse();
        assertThat(disk.start(3, 100).lacks(3, 13)).isTrue();
    }

    @Test
    void onlySoManyStartsAreKeptAndOlderOnesAreTrusted() {
        Lineage disk = Lineage.NONE;
        for (int life = 1; life <= 40; life++) {
            disk = disk.start(life, life);
        }
        assertThat(disk.incarnations()).hasSize(Lineage.MOST);
        assertThat(disk.lacks(40 - Lineage.MOST + 1, -1)).isTrue();
        assertThat(disk.lacks(40 - Lineage.MOST, -1)).isFalse();
    }
}
