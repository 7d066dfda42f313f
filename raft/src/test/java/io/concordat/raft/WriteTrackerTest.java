package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.runtime.Invariant;
import org.junit.jupiter.api.Test;

/** Durable means: the last writer is done. */
class WriteTrackerTest {
    private final WriteTracker writes = new WriteTracker(3, 1);

    @Test
    void R41_anOlderCompletionNeverVouchesForOverwrittenEntries() {
        writes.issue(1, 4, 8, 0);
        writes.overwrite(6);
        writes.issue(2, 6, 7, 0);
        writes.done(1);
        assertThat(writes.durable()).isEqualTo(5);
        writes.done(2);
        assertThat(writes.durable()).isEqualTo(7);
    }

    @Test
    void R41_overwrittenTwiceOnlyTheThirdWriteCounts() {
        writes.issue(1, 4, 4, 0);
        writes.overwrite(4);
        writes.issue(2, 4, 4, 0);
        writes.overwrite(4);
        writes.issue(3, 4, 4, 0);
        writes.done(1);
        writes.done(2);
        assertThat(writes.durable()).isEqualTo(3);
        writes.done(3);
        assertThat(writes.durable()).isEqualTo(4);
    }

    @Test
    void R42_completionsInAnyOrderNeverRegressNorStrand() {
        writes.issue(1, 4, 4, 0);
        writes.issue(2, 5, 5, 0);
        writes.issue(3, 6, 6, 0);
        writes.done(3);
        assertThat(writes.durable()).isEqualTo(6);
        writes.done(1);
        assertThat(writes.durable()).isEqualTo(6);
        assertThat(writes.isDone(2)).isTrue();
    }

    @Test
    void R43_truncationLowersWhatIsDurableAtOnce() {
        writes.overwrite(2);
        assertThat(writes.durable()).isEqualTo(1);
    }

    @Test
    void aWriteWithoutEntriesMovesNothing() {
        writes.issue(1, 1, 0, 0);
        writes.done(1);
        assertThat(writes.durable()).isEqualTo(3);
    }

    @Test
    void namesOfWritesGrowByOne() {
        assertThatThrownBy(() -> writes.issue(2, 4, 4, 0)).isInstanceOf(Invariant.Violation.class);
    }

    @Test
    void R50_aStalledWriteIsNoticedButAPauseIsNotTheDisksFault() {
        writes.issue(1, 4, 4, 100);
        assertThat(writes.stallNanos(150)).isEqualTo(50);
        writes.paused(50);
        assertThat(writes.stallNanos(150)).isZero();
    }
}
