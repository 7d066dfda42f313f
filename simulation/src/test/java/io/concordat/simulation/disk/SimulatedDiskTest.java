package io.concordat.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.record.Completion;
import io.concordat.record.KeyValueStore.Change;
import io.concordat.record.SlotFile;
import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.Life;
import io.concordat.simulation.time.SeededRandom;
import io.concordat.simulation.time.VirtualTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest {
    private static final long LONG = 1_000_000_000;

    private final VirtualTime time = new VirtualTime(new Silent());
    private final List<String> reports = new ArrayList<>();

    @Test
    void aWriteIsReportedOnlyAfterItSurvivesAPowerCut() throws IOException {
        for (long seed = 1; seed <= 50; seed++) {
            reports.clear();
            SimulatedDisk disk = disk(seed, true);
            Life life = new Life(1, 1, "node");
            OpenDisk open = opened(disk, life);
            write(open, "a");
            write(open, "b");
            write(open, "c");
            time.runUntil(time.now() + 100_000 * seed / 3);
            List<String> promised = List.copyOf(reports);
            life.end();
            disk.powerCut();

            assertThat(keys(disk)).containsAll(promised);
        }
    }

    @Test
    void unsyncedWritesSurviveAsAPrefix() throws IOException {
        TreeSet<String> outcomes = new TreeSet<>();
        for (long seed = 1; seed <= 50; seed++) {
            SimulatedDisk disk = disk(seed, true);
            Life life = new Life(1, 1, "node");
            OpenDisk open = opened(disk, life);
            write(open, "a");
            write(open, "b");
            write(open, "c");
            life.end();
            disk.powerCut();
            outcomes.add(String.join("", keys(disk)));
        }

        assertThat(outcomes).containsExactly("", "a", "ab", "abc");
    }

    @Test
    void aKilledProcessLosesAtMostTheWriteItWasHandingOver() throws IOException {
        TreeSet<String> outcomes = new TreeSet<>();
        for (long seed = 1; seed <= 50; seed++) {
            SimulatedDisk disk = disk(seed, true);
            Life life = new Life(1, 1, "node");
            OpenDisk open = opened(disk, life);
            write(open, "a");
            write(open, "b");
            life.end();
            disk.processDied();
            outcomes.add(String.join("", keys(disk)));
        }

        assertThat(outcomes).containsExactly("a", "ab");
    }

    @Test
    void aDiskThatDoesNotSyncLosesWhatItHasReported() throws IOException {
        boolean lost = false;
        for (long seed = 1; seed <= 20; seed++) {
            reports.clear();
            SimulatedDisk disk = disk(seed, false);
            Life life = new Life(1, 1, "node");
            write(opened(disk, life), "a");
            time.runUntil(time.now() + LONG / 100);
            assertThat(reports).containsExactly("a");
            life.end();
            disk.powerCut();
            lost |= keys(disk).isEmpty();
        }

        assertThat(lost).isTrue();
    }

    @Test
    void aFailedSyncLatchesAndItsWriteMaySurvive() throws IOException {
        TreeSet<String> outcomes = new TreeSet<>();
        for (long seed = 1; seed <= 50; seed++) {
            reports.clear();
            SimulatedDisk disk = disk(seed, true);
            Life life = new Life(1, 1, "node");
            OpenDisk open = opened(disk, life);
            disk.faults().failNextSync();
            write(open, "a");
            write(open, "b");
            time.runUntil(time.now() + LONG);
            assertThat(reports).containsExactly("a: input/output error", "b: input/output error");
            life.end();
            outcomes.add(String.join("", keys(disk)));
        }

        assertThat(outcomes).containsExactly("", "a");
    }

    @Test
    void aFullDiskStaysFailedUntilItIsOpenedWithRoom() throws IOException {
        SimulatedDisk disk = disk(1, true);
        Life life = new Life(1, 1, "node");
        OpenDisk open = opened(disk, life);
        disk.faults().full(true);
        write(open, "a");
        disk.faults().full(false);
        write(open, "b");
        time.runUntil(time.now() + LONG);
        assertThat(reports).containsExactly("a: no space left on device", "b: no space left on device");

        reports.clear();
        write(opened(disk, new Life(1, 2, "node")), "c");
        time.runUntil(time.now() + LONG);
        assertThat(reports).containsExactly("c");
    }

    @Test
    void aFlipInTheTailRecordDropsItSilently() throws IOException {
        SimulatedDisk disk = disk(1, true);
        OpenDisk open = opened(disk, new Life(1, 1, "node"));
        write(open, "a");
        write(open, "b");
        time.runUntil(time.now() + LONG);

        assertThat(disk.rotTail()).isTrue();
        assertThat(keys(disk)).containsExactly("a");
    }

    @Test
    void aFlipElsewhereKeepsTheStoreFromOpening() throws IOException {
        SimulatedDisk disk = disk(1, true);
        write(opened(disk, new Life(1, 1, "node")), "a");
        time.runUntil(time.now() + LONG);
        disk.rot();

        assertThatThrownBy(() -> disk.open(new Life(1, 2, "node"))).isInstanceOf(IOException.class);
        disk.wipe();
        assertThat(keys(disk)).isEmpty();
    }

    @Test
    void anUnsyncedSlotMayBeOldNewOrTorn() throws IOException {
        TreeSet<String> outcomes = new TreeSet<>();
        Bytes old = slot(1);
        Bytes fresh = slot(2);
        for (long seed = 1; seed <= 50; seed++) {
            SimulatedDisk disk = disk(seed, true);
            Life life = new Life(1, 1, "node");
            SlotFile slots = opened(disk, life).slots(0);
            slots.write(0, old);
            slots.sync(completion("old"));
            time.runUntil(time.now() + LONG);
            slots.write(0, fresh);
            life.end();
            disk.powerCut();
            Bytes left = disk.open(new Life(1, 2, "node")).slots(0).read(0);
            outcomes.add(left.equals(old) ? "old" : left.equals(fresh) ? "new" : "torn");
        }

        assertThat(outcomes).containsExactly("new", "old", "torn");
    }

    @Test
    void aLateSyncOfAnEarlierLifeDoesNotBringBackAnOlderSlot() throws IOException {
        Bytes old = slot(1);
        Bytes fresh = slot(2);
        for (long seed = 1; seed <= 20; seed++) {
            SimulatedDisk disk = disk(seed, true);
            Life first = new Life(1, 1, "node");
            SlotFile before = opened(disk, first).slots(0);
            disk.faults().stallUntil(time.now() + 5 * LONG);
            before.write(0, old);
            before.sync(completion("old"));
            first.end();
            disk.faults().heal();
            SlotFile after = opened(disk, new Life(1, 2, "node")).slots(0);
            after.write(0, fresh);
            after.sync(completion("new"));
            time.runUntil(time.now() + 6 * LONG);
            disk.powerCut();

            assertThat(disk.open(new Life(1, 3, "node")).slots(0).read(0)).isEqualTo(fresh);
        }
    }

    @Test
    void aWatermarkIsNotedOnceItIsSynced() throws IOException {
        SimulatedDisk disk = disk(1, true);
        Life life = new Life(1, 1, "node");
        SlotFile slots = opened(disk, life).slots(0);
        time.runUntil(LONG);
        slots.write(0, slot(1));
        assertThat(disk.notedSince(0, LONG - 1)).as("written only").isFalse();
        slots.sync(completion("first"));
        time.runUntil(2 * LONG);
        assertThat(disk.notedSince(0, LONG - 1)).isTrue();
        assertThat(disk.notedSince(0, LONG)).as("what was found out since").isFalse();
        slots.write(1, slot(2));
        life.end();
        disk.powerCut();
        assertThat(disk.notedSince(0, LONG)).as("what a cut may have left").isFalse();
    }

    @Test
    void aSecondStallDoesNotEndTheFirst() throws IOException {
        SimulatedDisk disk = disk(1, true);
        disk.faults().stallUntil(5 * LONG);
        write(opened(disk, new Life(1, 1, "node")), "a");
        disk.faults().stallUntil(2 * LONG);
        time.runUntil(4 * LONG);
        assertThat(reports).isEmpty();
        assertThat(disk.faults().unstalledSince(time.now())).isFalse();
        time.runUntil(6 * LONG);
        assertThat(reports).containsExactly("a");
        assertThat(disk.faults().unstalledSince(time.now())).isTrue();
    }

    private static Bytes slot(int fill) {
        byte[] content = new byte[SlotFile.SLOT_BYTES];
        Arrays.fill(content, (byte) fill);
        return Bytes.wrap(content);
    }

    private SimulatedDisk disk(long seed, boolean syncs) {
        return new SimulatedDisk(time, new SeededRandom(seed), syncs, new Unobserved());
    }

    private static OpenDisk opened(SimulatedDisk disk, Life life) throws IOException {
        OpenDisk open = disk.open(life);
        open.opened();
        return open;
    }

    private void write(OpenDisk open, String key) {
        open.store().write(List.of(new Change.Put(Bytes.utf8(key), Bytes.utf8("v"))), completion(key));
    }

    private Completion completion(String name) {
        return new Completion() {
            @Override
            public void done() {
                reports.add(name);
            }

            @Override
            public void failed(String reason) {
                reports.add(name + ": " + reason);
            }
        };
    }

    private static List<String> keys(SimulatedDisk disk) throws IOException {
        List<String> keys = new ArrayList<>();
        disk.open(new Life(1, 9, "reader")).store().scan(Bytes.utf8("a"), Bytes.utf8("z"), (key, value) -> {
            keys.add(key.toUtf8());
            return true;
        });
        return keys;
    }

    private static final class Unobserved implements SyncObserver {
        @Override
        public void synced(List<Change> changes) {}

        @Override
        public void replaced(SortedMap<Bytes, Bytes> content) {}
    }

    private static final class Silent implements VirtualTime.Witness {
        @Override
        public void running(long now, @Nullable Life owner, Activity activity) {}

        @Override
        public void ran(@Nullable Life owner) {}

        @Override
        public void threw(@Nullable Life owner, Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }
}
