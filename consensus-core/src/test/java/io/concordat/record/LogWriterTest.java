package io.concordat.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.RecordKey;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.runtime.Invariant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogWriterTest {
    private static final long SLOT_LAG = 10_000_000;

    private final InMemoryDisk memory = new InMemoryDisk();
    private final SlowDisk disk = new SlowDisk(memory);

    private LogFixture started() throws Exception {
        LogFixture life = LogFixture.fresh(disk);
        disk.asked.clear();
        disk.hold();
        return life;
    }

    @Test
    void S02_S10_whateverWaitsBecomesOneWrite() throws Exception {
        LogFixture life = started();
        life.append(1, 3).written();
        assertThat(disk.asked).containsExactly("log 3");
        life.append(1, 4).written();
        assertThat(disk.asked).as("nothing more while one is under way").containsExactly("log 3");
        assertThat(life.heard).isEmpty();

        disk.finish(0);
        life.written();

        assertThat(life.heard).containsExactly("written 1", "written 2", "written 3");
        assertThat(disk.asked).contains("log 4");
    }

    @Test
    void aPatientWriteGoesWithTheNextOneOrWhenSomebodyIsInAHurry() throws Exception {
        LogFixture life = started();
        life.appendPatiently(1).written();
        assertThat(disk.asked).isEmpty();
        life.append(1, 1).written();
        assertThat(disk.asked).as("in the order of their submission").containsExactly("log 2");
        disk.finish(0);
        life.written();
        assertThat(life.heard).containsExactly("written 1", "written 2");
        assertThat(life.opened.log().durable()).isEqualTo(3);

        life.appendPatiently(1).written();
        assertThat(disk.asked).containsExactly("log 2");
        life.writer.hurry();
        life.writer.hurry();
        life.written();
        assertThat(disk.asked).containsExactly("log 2", "log 1");
        assertThat(life.opened.log().durable()).as("not yet").isEqualTo(3);
    }

    @Test
    void theWatermarkOfADrainIsWrittenBesideTheNextAndNeverBefore() throws Exception {
        LogFixture life = started();
        life.append(1, 2).written();
        assertThat(disk.asked).containsExactly("log 2");
        life.append(1, 1);
        life.loop.advance(SLOT_LAG);
        disk.finish(0);
        life.written();
        assertThat(disk.asked).containsExactly("log 2", "slot 3 t0", "slot sync", "log 1");

        // Promises wait for the log only.
        disk.finish(1);
        life.written();
        assertThat(life.heard).containsExactly("written 1", "written 2", "written 3");
    }

    @Test
    void drainsInQuickSuccessionShareOneWatermark() throws Exception {
        LogFixture life = started();
        life.append(1, 2).written();
        for (int drain = 1; drain <= 3; drain++) {
            life.append(1, 1);
            life.loop.advance(SLOT_LAG / 4);
            disk.finish(0);
            life.written();
        }
        assertThat(disk.asked).containsExactly("log 2", "log 1", "log 1", "log 1");

        life.append(1, 1);
        life.loop.advance(SLOT_LAG / 4);
        disk.finish(0);
        life.written();
        assertThat(disk.asked).endsWith("slot 6 t0", "slot sync", "log 1");
    }

    @Test
    void anIdleWriterBringsTheWatermarkUpToDate() throws Exception {
        LogFixture life = started();
        life.append(1, 2).written();
        disk.finish(0);
        life.written();
        life.loop.advance(9_000_000);
        assertThat(disk.asked).containsExactly("log 2");
        life.loop.advance(1_000_000);
        assertThat(disk.asked).containsExactly("log 2", "slot 3 t0", "slot sync");
    }

    @Test
    void aHardStateCountsOnlyWhenLogAndThenSlotAreSynced() throws Exception {
        LogFixture life = started();
        life.promise(2, 1).written();
        disk.finish(0);
        life.written();
        assertThat(disk.asked).containsExactly("log 1", "slot 1 t2", "slot sync");
        assertThat(life.heard).as("the log is synced, the slot is not").isEmpty();
        disk.finish(0);
        life.written();
        assertThat(life.heard).containsExactly("written 1");
    }

    @Test
    void aSlotSyncBegunEarlierDoesNotCoverAHardState() throws Exception {
        LogFixture life = started();
        life.append(1, 1).written();
        life.promise(2, 1);
        life.loop.advance(SLOT_LAG);
        disk.finish(0);
        life.written();
        assertThat(disk.asked).containsExactly("log 1", "slot 2 t0", "slot sync", "log 1");
        disk.finish(1);
        life.written();
        assertThat(life.heard).containsExactly("written 1");
        disk.finish(0);
        life.written();
        assertThat(disk.asked.subList(4, 6)).containsExactly("slot 2 t2", "slot sync");
        assertThat(life.heard).containsExactly("written 1");
        disk.finish(0);
        life.written();
        assertThat(life.heard).containsExactly("written 1", "written 2");
    }

    @Test
    void R02_R44_R45_oneFailureFailsEverythingForGood() throws Exception {
        LogFixture life = started();
        life.append(1, 1).written();
        life.append(1, 2);
        disk.fail(0);
        life.written();
        assertThat(life.heard).containsExactly("failed 1", "failed 2", "failed 3");

        // The disk has healed; the writer must not try again (raft.md R45, R44).
        life.append(1, 1).written();
        assertThat(life.heard).endsWith("failed 4");
        assertThat(disk.asked).containsExactly("log 1");
    }

    @Test
    void aFailedSlotSyncFailsThePromiseThatNeedsIt() throws Exception {
        LogFixture life = started();
        life.promise(2, 1).written();
        disk.finish(0);
        life.written();
        disk.fail(0);
        life.written();
        assertThat(life.heard).containsExactly("failed 1");
    }

    @Test
    void closingWritesTheWatermarkAndThenRefuses() throws Exception {
        LogFixture life = started();
        List<String> closed = new ArrayList<>();
        life.append(1, 2).written();
        life.writer.close(new Completion() {
            @Override
            public void done() {
                closed.add("done");
            }

            @Override
            public void failed(String reason) {
                closed.add(reason);
            }
        });
        disk.finish(0);
        life.written();
        assertThat(disk.asked).containsExactly("log 2", "slot 3 t0", "slot sync");
        assertThat(closed).isEmpty();
        disk.finish(0);
        life.written();
        assertThat(closed).containsExactly("done");
        life.append(1, 1).written();
        assertThat(life.heard).endsWith("failed 3");
    }

    @Test
    void R41_aWriteOfAnOverwrittenEntryDoesNotSpeakForItsSuccessor() throws Exception {
        // ABA (raft.md R41): both writes touch index 2; each is reported for itself, in order, after its own sync.
        LogFixture life = started();
        life.append(1, 1).written();
        life.replace(2, 2);
        disk.finish(0);
        life.written();
        assertThat(life.heard).containsExactly("written 1");
        disk.finish(0);
        life.written();
        assertThat(life.heard).containsExactly("written 1", "written 2");
        assertThat(life.opened.log().read(2, 2, 1 << 20).get(0).term()).isEqualTo(2);
    }

    @Test
    void aDrainIsBoundedInBytes() throws Exception {
        LogFixture life = started();
        Bytes payload = Bytes.wrap(new byte[3 << 20]);
        for (int i = 1; i <= 6; i++) {
            RecordKey key = new RecordKey(RecordKind.EVIDENCE, i);
            life.submit(List.of(new RecordOp.Put(key, 1, Hash.ZERO, payload)), null, null);
        }
        life.written();
        assertThat(disk.asked).containsExactly("log 3");
        disk.finish(0);
        life.written();
        assertThat(life.heard).hasSize(3);
        assertThat(disk.asked).endsWith("log 3");
    }

    @Test
    void namesRiseAndTermsDoNotSink() throws Exception {
        LogFixture life = started();
        life.promise(5, 1);
        assertThatThrownBy(() -> life.promise(4, 1)).isInstanceOf(Invariant.Violation.class);
        LogWrite again = new LogWrite(1, List.of(), null, null);
        assertThatThrownBy(() -> life.writer.submit(life.opened.log(), again, null))
                .isInstanceOf(Invariant.Violation.class);
    }

    @Test
    void syncsAndTheirTimesAreKnown() throws Exception {
        LogFixture life = started();
        long before = life.writer.syncs();
        life.append(1, 5).written();
        life.loop.advance(250_000);
        disk.finish(0);
        life.written();
        assertThat(life.writer.syncs() - before).isEqualTo(1);
        assertThat(life.writer.syncMicrosP50()).isEqualTo(250);
    }
}
