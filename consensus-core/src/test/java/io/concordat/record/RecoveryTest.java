package io.concordat.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.log.LogEntry;
import io.concordat.membership.Membership;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProtocolStart.TermRun;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.Recovery;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import io.concordat.record.KeyValueStore.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a replica believes of its disk when it wakes up. */
class RecoveryTest {
    private final InMemoryDisk disk = new InMemoryDisk();

    @Test
    void aWholeLogIsTrusted() throws Exception {
        LogFixture life = LogFixture.fresh(disk)
                .promise(1, 1)
                .append(1, 3)
                .promise(4, 3)
                .append(4, 2)
                .idle();

        OpenedLog next = LogFixture.open(disk, 0);

        assertThat(next.recovery()).isEqualTo(new Recovery.Intact());
        assertThat(next.tail()).isEqualTo(life.tail);
        assertThat(next.hardState()).isEqualTo(new HardState(4, 3));
        assertThat(next.terms()).containsExactly(new TermRun(1, 0), new TermRun(2, 1), new TermRun(5, 4));
        assertThat(next.configurations()).hasSize(1);
        assertThat(next.configurations().get(0).membership()).isEqualTo(LogFixture.GENESIS);
        assertThat(next.lastProposedNanos()).isEqualTo(5_000);
        assertThat(next.firstIndex()).isEqualTo(1);
    }

    @Test
    void eachLifeHasItsNumber() throws Exception {
        assertThat(LogFixture.fresh(disk).opened.bootCounter()).isEqualTo(1);
        assertThat(LogFixture.open(disk, 0).bootCounter()).isEqualTo(2);
        assertThat(LogFixture.open(disk, 0).bootCounter()).isEqualTo(3);
    }

    @Test
    void aLostTailIsAShortLogUntilItIsRefilled() throws Exception {
        LogFixture life = LogFixture.fresh(disk).append(1, 5).idle();
        LogTail known = life.tail;
        cut(5, 6);

        LogFixture short1 = LogFixture.restart(disk);
        assertThat(short1.opened.recovery()).isEqualTo(new Recovery.ShortLog(known.term(), known.index()));
        assertThat(short1.tail.index()).isEqualTo(4);

        // Restarted before it was refilled: it must not forget that it is short (raft.md M37).
        short1.append(1, 1).idle();
        LogFixture short2 = LogFixture.restart(disk);
        assertThat(short2.opened.recovery()).isEqualTo(new Recovery.ShortLog(known.term(), known.index()));

        short2.append(1, 1).idle();
        assertThat(LogFixture.open(disk, 0).recovery()).isEqualTo(new Recovery.Intact());
    }

    @Test
    void aLogThatLostEverythingButItsWatermarkIsShort() throws Exception {
        LogFixture.fresh(disk).append(1, 5).idle();
        cut(1, 6);
        LogFixture.tamper(disk, new Change.Delete(RecordFormat.key(0, RecordKind.HARD_STATE, 0)));

        OpenedLog next = LogFixture.open(disk, 0);

        assertThat(next.recovery()).isEqualTo(new Recovery.ShortLog(1, 6));
        assertThat(next.tail().index()).isEqualTo(1);
    }

    @Test
    void aTruncationByALaterTermIsLegal() throws Exception {
        // The watermark still says (1, 6) when the power goes: drain k's slot comes after k's sync (raft.md M43).
        LogFixture life = LogFixture.fresh(disk).append(1, 5).idle();
        life.replace(4, 2).written();

        OpenedLog next = LogFixture.open(disk, 0);

        assertThat(next.recovery()).isEqualTo(new Recovery.Intact());
        assertThat(next.tail()).isEqualTo(life.tail);
        assertThat(next.tail().index()).isEqualTo(4);
    }

    @Test
    void theWatermarkFollowsATruncationDown() throws Exception {
        LogFixture.fresh(disk).append(1, 5).idle().replace(4, 2).idle();
        LogFixture next = LogFixture.restart(disk);
        next.append(2, 1).idle();
        cut(5, 6);
        assertThat(LogFixture.open(disk, 0).recovery()).isEqualTo(new Recovery.ShortLog(2, 5));
    }

    @Test
    void R37_aWipedDiskIsAmnesiaUntilTheReplicaHasRecovered() throws Exception {
        LogFixture first = LogFixture.restart(disk);
        assertThat(first.opened.recovery()).isInstanceOf(Recovery.Amnesia.class);
        assertThat(first.tail.index()).isEqualTo(1);
        first.promise(7, 0).append(7, 2).idle();

        LogFixture second = LogFixture.restart(disk);
        assertThat(second.opened.recovery()).isInstanceOf(Recovery.Amnesia.class);
        assertThat(second.opened.hardState()).isEqualTo(new HardState(7, 0));
        second.writer.recovered(second.opened.log(), 0);
        second.idle();

        assertThat(LogFixture.open(disk, 0).recovery()).isEqualTo(new Recovery.Intact());
    }

    @Test
    void aPeersDoubtOutlivesARestart() throws Exception {
        LogFixture life = LogFixture.fresh(disk).append(1, 2).idle();
        life.writer.doubted(life.opened.log());
        life.idle();
        assertThat(LogFixture.open(disk, 0).recovery()).isInstanceOf(Recovery.Amnesia.class);
        assertThat(LogFixture.open(disk, 0).recovery()).isInstanceOf(Recovery.Amnesia.class);
    }

    @Test
    void R04_aVoteOnlyInTheLogIsKept() throws Exception {
        LogFixture life = LogFixture.fresh(disk).promise(3, 0).written();
        Bytes[] before = {disk.slots(0).read(0), disk.slots(0).read(1)};
        life.promise(3, 2).written();
        disk.slots(0).write(0, before[0]);
        disk.slots(0).write(1, before[1]);
        assertThat(LogFixture.open(disk, 0).hardState()).isEqualTo(new HardState(3, 2));
    }

    @Test
    void aVoteOnlyInTheWatermarkIsKept() throws Exception {
        LogFixture life = LogFixture.fresh(disk).promise(3, 1).written();
        Bytes key = RecordFormat.key(0, RecordKind.HARD_STATE, 0);
        Bytes before = disk.store().get(key);
        life.promise(4, 2).written();
        LogFixture.tamper(disk, new Change.Put(key, before));
        assertThat(LogFixture.open(disk, 0).hardState()).isEqualTo(new HardState(4, 2));
    }

    @Test
    void aTornSlotLeavesTheOther() throws Exception {
        LogFixture life =
                LogFixture.fresh(disk).append(1, 1).idle().append(1, 1).idle();
        for (int slot = 0; slot < 2; slot++) {
            Bytes good = disk.slots(0).read(slot);
            disk.slots(0).write(slot, LogFixture.flip(good, 300));
            OpenedLog next = LogFixture.open(disk, 0);
            assertThat(next.recovery()).isEqualTo(new Recovery.Intact());
            assertThat(next.tail()).isEqualTo(life.tail);
        }
    }

    @Test
    void S05_damageInTheMiddleIsNamedAndRefused() throws Exception {
        LogFixture.fresh(disk).append(1, 5).idle();
        Bytes key = LogFixture.batchKey(3);
        Bytes good = disk.store().get(key);
        for (int bit : new int[] {5, 100, 300, good.length() * 8 - 1}) {
            LogFixture.tamper(disk, new Change.Put(key, LogFixture.flip(good, bit)));
            refused(ErrorCode.STORAGE_FAILED, "BATCH under key " + key.toHex());
        }
        LogFixture.tamper(disk, new Change.Delete(key));
        refused(ErrorCode.STORAGE_FAILED, "BATCH 4: follows 2");
    }

    @Test
    void anIntactRecordOfAnotherHistoryBreaksTheChain() throws Exception {
        InMemoryDisk other = new InMemoryDisk();
        LogFixture.fresh(other).append(2, 5).idle();
        LogFixture.fresh(disk).append(1, 5).idle();
        Bytes key = LogFixture.batchKey(4);
        LogFixture.tamper(disk, new Change.Put(key, other.store().get(key)));
        refused(ErrorCode.STORAGE_FAILED, "BATCH 4: its hash does not continue the chain");
    }

    @Test
    void aWatermarkThatSawAnotherEntryThereIsBelieved() throws Exception {
        InMemoryDisk other = new InMemoryDisk();
        LogFixture.fresh(other).append(1, 1).replace(2, 1).idle();
        LogFixture life = LogFixture.fresh(disk).append(1, 1).idle();
        LogTail lie = new LogTail(1, 2, Hash.of(Bytes.utf8("another")));
        Watermark newest = new Watermark(
                Owner.of(life.context, 1), 99, new Lineage(1, 0, List.of()), HardState.INITIAL, lie, false, List.of());
        disk.slots(0).write(0, newest.encode());
        refused(ErrorCode.STORAGE_FAILED, "entry 2 of term 1");
    }

    @Test
    void somebodyElsesDiskIsRefused() throws Exception {
        LogFixture.fresh(disk).append(1, 1).idle();
        Membership genesis = LogFixture.GENESIS;
        var stranger = new io.concordat.log.GroupContext(Bytes.wrap(new byte[16]), 0, 1);
        refused(
                ErrorCode.WRONG_CLUSTER,
                "belongs to cluster",
                () -> RecordLog.open(disk, stranger, genesis, 1, Limits.DEFAULTS));
        refused(
                ErrorCode.WRONG_IDENTITY,
                "of node 1, not to group 0 of node 2",
                () -> RecordLog.open(disk, LogFixture.context(0), genesis, 2, Limits.DEFAULTS));
        Membership other = new Membership(2, genesis.members(), genesis.clientKeys());
        refused(
                ErrorCode.WRONG_CONFIGURATION,
                "genesis",
                () -> RecordLog.open(disk, LogFixture.context(0), other, 1, Limits.DEFAULTS));
        for (int slot = 0; slot < 2; slot++) {
            disk.slots(5).write(slot, disk.slots(0).read(slot));
        }
        refused(ErrorCode.WRONG_IDENTITY, "belongs to group 0", () -> LogFixture.open(disk, 5));
        // Also when the slots are gone: the log names its owner too.
        disk.slots(0).write(0, Bytes.wrap(new byte[512]));
        disk.slots(0).write(1, Bytes.wrap(new byte[512]));
        refused(
                ErrorCode.WRONG_IDENTITY,
                "the log belongs to",
                () -> RecordLog.open(disk, LogFixture.context(0), genesis, 2, Limits.DEFAULTS));
    }

    @Test
    void aNewerFormatIsRefused() throws Exception {
        LogFixture.fresh(disk).append(1, 1).idle();
        Bytes key = LogFixture.batchKey(2);
        byte[] newer = disk.store().get(key).toArray();
        newer[4] = 2;
        Bytes body = Bytes.wrap(newer).slice(4, newer.length - 4);
        Bytes value = Bytes.concat(new ByteWriter(4).u32(RecordFormat.crc(body)).toBytes(), body);
        LogFixture.tamper(disk, new Change.Put(key, value));
        refused(ErrorCode.WRONG_VERSION, "newer version");
    }

    @Test
    void aUsedDiskIsNotFormattedButAnInterruptedFormattingIsRepeated() throws Exception {
        RecordLog.format(disk, LogFixture.context(0), LogFixture.GENESIS, 1);
        LogFixture life = LogFixture.fresh(disk);
        assertThat(life.opened.recovery()).isEqualTo(new Recovery.Intact());
        refused(ErrorCode.STORAGE_FAILED, "already in use", () -> LogFixture.fresh(disk));
    }

    @Test
    void aRecordThatRotsAfterOpeningIsNeverServed() throws Exception {
        LogFixture life = LogFixture.fresh(disk).append(1, 5).idle();
        RecordLog log = life.opened.log();
        assertThat(log.read(2, 6, 1 << 20)).extracting(LogEntry::index).containsExactly(2L, 3L, 4L, 5L, 6L);
        assertThat(log.read(2, 6, 1)).hasSize(1);
        assertThat(log.read(7, 9, 1 << 20)).isEmpty();
        Bytes key = LogFixture.batchKey(4);
        Bytes good = disk.store().get(key);
        for (int bit = 0; bit < good.length() * 8; bit += 7) {
            LogFixture.tamper(disk, new Change.Put(key, LogFixture.flip(good, bit)));
            assertThatThrownBy(() -> log.read(3, 6, 1 << 20)).isInstanceOf(StorageException.class);
        }
        LogFixture.tamper(disk, new Change.Delete(key));
        assertThatThrownBy(() -> log.read(3, 6, 1 << 20)).hasMessageContaining("missing");
    }

    @Test
    void R70_recordsLeftBelowASnapshotMarkDoNotMatter() throws Exception {
        // Crash between the mark and the deletion of what it replaces (raft.md M70): some prefix records linger.
        LogFixture life = LogFixture.fresh(disk).append(1, 6).idle();
        LogEntry fourth = life.opened.log().read(4, 4, 1 << 20).get(0);
        life.submit(List.of(mark(fourth).toRecord()), null, null);
        life.idle();
        LogFixture.tamper(disk, new Change.Delete(LogFixture.batchKey(1)));
        LogFixture.tamper(disk, new Change.Delete(LogFixture.batchKey(3)));

        OpenedLog next = LogFixture.open(disk, 0);

        assertThat(next.firstIndex()).isEqualTo(5);
        assertThat(next.tail()).isEqualTo(life.tail);
        assertThat(next.recovery()).isEqualTo(new Recovery.Intact());
    }

    @Test
    void theSyncedImageFollowsTheDisk() throws Exception {
        LogFixture life = LogFixture.fresh(disk);
        SyncedImage image = new SyncedImage(disk.store(), 0);
        assertThat(image.tail().index()).isEqualTo(1);
        life.promise(2, 3).append(2, 5).written();
        assertThat(image.tail()).isEqualTo(life.tail);
        assertThat(image.hardState()).isEqualTo(new HardState(2, 3));
        assertThat(image.termAt(4)).isEqualTo(2);
        assertThat(image.hashAt(7)).isNull();
        life.replace(3, 4).written();
        assertThat(image.tail()).isEqualTo(life.tail);
        assertThat(image.termAt(4)).isEqualTo(-1);
    }

    @Test
    void aLogThatEndsBelowItsSnapshotBeginsAnewAfterIt() throws Exception {
        LogFixture life = LogFixture.fresh(disk).append(1, 6).idle();
        LogEntry fourth = life.opened.log().read(4, 4, 1 << 20).get(0);
        LogEntry second = life.opened.log().read(2, 2, 1 << 20).get(0);
        SnapshotMark snapshot = mark(fourth).snapshot();
        LogTail boundary = new LogTail(second.term(), 2, second.hash());
        life.submit(List.of(new LogStart(boundary, snapshot.membership(), 1, snapshot).toRecord()), null, null);
        life.idle();
        cut(4, 7);

        OpenedLog next = LogFixture.open(disk, 0);

        assertThat(next.tail()).isEqualTo(snapshot.id().place());
        assertThat(next.firstIndex()).isEqualTo(5);
        assertThat(next.recovery()).isInstanceOf(Recovery.ShortLog.class);
        // Opened once more, nothing of the torn log is left to stumble over.
        OpenedLog again = LogFixture.open(disk, 0);
        assertThat(again.tail()).isEqualTo(snapshot.id().place());
        assertThat(again.log().read(1, 9, 1 << 20)).isEmpty();
    }

    @Test
    void aLogThatContradictsItsSnapshotIsDamaged() throws Exception {
        LogFixture life = LogFixture.fresh(disk).append(1, 6).idle();
        LogEntry fourth = life.opened.log().read(4, 4, 1 << 20).get(0);
        LogEntry third = life.opened.log().read(3, 3, 1 << 20).get(0);
        LogEntry second = life.opened.log().read(2, 2, 1 << 20).get(0);
        SnapshotMark honest = mark(fourth).snapshot();
        SnapshotId wrong = new SnapshotId(4, fourth.term(), third.hash(), Hash.ZERO, Hash.ZERO, 1, 1);
        SnapshotMark other = new SnapshotMark(wrong, honest.membership(), 0);
        LogTail boundary = new LogTail(second.term(), 2, second.hash());
        life.submit(List.of(new LogStart(boundary, honest.membership(), 1, other).toRecord()), null, null);
        life.idle();
        refused(ErrorCode.STORAGE_FAILED, "where its snapshot holds");
    }

    private static LogStart mark(LogEntry last) {
        SnapshotId id = new SnapshotId(last.index(), last.term(), last.hash(), Hash.ZERO, Hash.ZERO, 1, 1);
        Membership members = LogFixture.GENESIS;
        return new LogStart(id.place(), members, 1, new SnapshotMark(id, members, 7));
    }

    private void cut(long from, long to) {
        LogFixture.tamper(disk, new Change.DeleteRange(LogFixture.batchKey(from), LogFixture.batchKey(to + 1)));
    }

    private interface Opening {
        Object run() throws Exception;
    }

    private void refused(ErrorCode code, String message) {
        refused(code, message, () -> LogFixture.open(disk, 0));
    }

    private static void refused(ErrorCode code, String message, Opening opening) {
        assertThatThrownBy(opening::run)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
