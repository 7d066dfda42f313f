package io.concordat.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.log.Batch;
import io.concordat.log.LogEntry;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Recovery;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Entries whose batch was on disk before they were. */
class NamedBodyTest {
    private final InMemoryDisk disk = new InMemoryDisk();

    @Test
    void anEntryThatNamesItsBodyIsReadLikeAnyOther() throws Exception {
        LogFixture life = LogFixture.fresh(disk).append(1, 2);
        life.appendNamed(1).append(1, 1).appendNamed(1).idle();
        OpenedLog next = LogFixture.open(disk, 0);
        assertThat(next.recovery()).isInstanceOf(Recovery.Intact.class);
        assertThat(next.tail()).isEqualTo(life.tail);
        List<LogEntry> entries = next.log().read(2, 6, 1 << 20);
        assertThat(entries).extracting(LogEntry::index).containsExactly(2L, 3L, 4L, 5L, 6L);
        assertThat(entries).allMatch(e -> e.batch().bundles().size() == 1);
        assertThat(next.log().read(2, 6, 2 * entries.get(0).size())).hasSize(2);
    }

    @Test
    void anEntryWhoseBodyIsMissingIsDamaged() throws Exception {
        LogFixture.fresh(disk).append(1, 2).appendNamed(1).append(1, 1).idle();
        SyncedImage image = new SyncedImage(disk.store(), 0);
        assertThat(image.tail().index()).isEqualTo(5);
        LogFixture.tamper(disk, new KeyValueStore.Change.Delete(RecordFormat.key(0, RecordKind.BODY, 4)));
        assertThat(image.hashAt(4))
                .as("what is not all there supports no promise")
                .isNull();
        refused("BATCH 4: its body is missing");
    }

    @Test
    void aBodyThatTookAnothersPlaceBreaksTheChain() throws Exception {
        LogFixture life =
                LogFixture.fresh(disk).append(1, 2).appendNamed(1).append(1, 1).idle();
        Batch other = Batch.of(4, 9, 9, List.of());
        RecordOp.Put body = RecordOp.Put.body(other.digest(life.context), other);
        LogFixture.tamper(disk, RecordLog.put(0, body));
        refused("its hash does not continue the chain");
    }

    private void refused(String message) {
        assertThatThrownBy(() -> LogFixture.open(disk, 0))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(message);
    }
}
