package io.concordat.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Hash;
import io.concordat.config.Settings;
import io.concordat.log.Batch;
import io.concordat.log.LogEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When snapshots are due. */
class SnapshotScheduleTest {
    private static List<Long> due(int stride) {
        SnapshotSchedule schedule =
                new SnapshotSchedule(Settings.of(Map.of("snapshot.every-bytes", "1")), stride, Pace.NONE);
        List<Long> indexes = new ArrayList<>();
        for (long index = 1; index <= 20; index++) {
            if (schedule.executed(new LogEntry(0, Hash.ZERO, Batch.of(index, index, 0, List.of())))) {
                indexes.add(index);
            }
        }
        return indexes;
    }

    @Test
    void oneThatIsDueWaitsForAnIndexWhereItCanBeProved() {
        assertThat(due(8)).containsExactly(8L, 16L);
        assertThat(due(1)).hasSize(20);
    }
}
