package io.concordat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.record.Completion;
import io.concordat.record.KeyValueStore.Change;
import io.concordat.record.SlotFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/** What reaches the disk itself, which no copy of a directory could show: the page cache hides it. */
class RealSyncTest {
    @TempDir
    private Path temporary;

    private final List<String> heard = new ArrayList<>();
    private final Completion listener = new Completion() {
        @Override
        public void done() {
            heard.add("done");
        }

        @Override
        public void failed(String reason) {
            heard.add("failed");
        }
    };

    @Test
    void S01_everyWriteOfTheLogIsSyncedOnceUnlessTheOperatorSaidOtherwise() throws Exception {
        assertThat(syncsOfThreeWrites(true)).isEqualTo(3);
        assertThat(syncsOfThreeWrites(false)).isZero();
    }

    private long syncsOfThreeWrites(boolean sync) throws Exception {
        NativeLibrary.load();
        try (Statistics statistics = new Statistics()) {
            RocksTuning tuning = RocksTuning.writing(false);
            tuning.options().setStatistics(statistics);
            try (RocksStore store = RocksStore.open(tuning, temporary.resolve("log-" + sync), sync)) {
                long before = statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
                for (int i = 0; i < 3; i++) {
                    store.write(List.of(new Change.Put(Bytes.utf8("key " + i), Bytes.utf8("value"))), listener);
                }
                return statistics.getTickerCount(TickerType.WAL_FILE_SYNCED) - before;
            }
        }
    }

    /** The kernel drops the pages of a failed sync, and the next one then succeeds on nothing. */
    @Test
    void S03_aFailedSyncIsNeverTriedAgain() throws Exception {
        FailingChannel channel = new FailingChannel(temporary.resolve("slots"));
        try (FileSlots slots = new FileSlots(channel, Runnable::run, true)) {
            slots.write(0, Bytes.wrap(new byte[SlotFile.SLOT_BYTES]));
            slots.sync(listener);
            channel.syncsThatFail = 1;
            slots.sync(listener);
            slots.sync(listener);
            assertThat(heard).containsExactly("done", "failed", "failed");
            assertThat(channel.syncs).isEqualTo(2);
            assertThatThrownBy(() -> slots.write(1, Bytes.wrap(new byte[SlotFile.SLOT_BYTES])))
                    .isInstanceOf(IOException.class);
        }
    }
}
