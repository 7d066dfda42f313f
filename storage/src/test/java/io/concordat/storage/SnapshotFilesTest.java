package io.concordat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.machine.FrozenGroup;
import io.concordat.protocol.SnapshotMark;
import io.concordat.record.SnapshotFolder;
import io.concordat.snapshot.LoadedSnapshot;
import io.concordat.snapshot.Pace;
import io.concordat.snapshot.SnapshotStore;
import io.concordat.snapshot.SnapshotTaking;
import io.concordat.snapshot.SnapshotWriting;
import io.concordat.state.MerkleState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots on real files: they come back as they were, and what changed is found and named. */
class SnapshotFilesTest {
    @TempDir
    private Path temporary;

    private final MerkleState state = new MerkleState();

    private Path withSnapshot(boolean sealed) throws IOException {
        for (int i = 0; i < 3_000; i++) {
            state.put(Bytes.utf8("key-" + i), Bytes.wrap(new byte[400 + i % 100]));
        }
        Path data = temporary.resolve("data");
        StoredLife life = StoredLife.first(data).append(5).settled();
        SnapshotStore store = SnapshotStore.open(life.disk.snapshots(0));
        List<Object> taken = new ArrayList<>();
        SnapshotTaking taking = new SnapshotTaking(
                store, Runnable::run, life.loop, life.loop, Settings.NONE, new SnapshotTaking.Told() {
                    @Override
                    public void taken(SnapshotMark mark) {
                        taken.add(mark);
                    }

                    @Override
                    public void failed(String reason) {
                        throw new AssertionError(reason);
                    }
                });
        taking.take(
                new FrozenGroup(6, 0, state.freeze(), null),
                new SnapshotWriting.Place(1, Hash.ZERO, StoredLife.GENESIS, Pace.NONE));
        while (taken.isEmpty()) {
            life.loop.advance(1_000_000_000L);
        }
        life.close();
        if (!sealed) {
            Files.delete(data.resolve("SEAL"));
        }
        return data;
    }

    private static List<Path> snapshotFiles(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("snapshots/0"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void aSnapshotSurvivesTheProcessAndIsVerifiedOffline() throws Exception {
        Path data = withSnapshot(true);
        assertThat(OfflineVerify.verify(data, Limits.DEFAULTS).mismatches()).isEmpty();
        try (StoredLife next = StoredLife.next(data)) {
            SnapshotStore store = SnapshotStore.open(next.disk.snapshots(0));
            LoadedSnapshot loaded = LoadedSnapshot.load(store, store.manifests().get(0));
            assertThat(loaded.state().root()).isEqualTo(state.root());
        }
    }

    @Test
    void anyFlippedBitIsNamedWithFileOffsetAndRecordAlsoWithoutASeal() throws Exception {
        Path data = withSnapshot(false);
        Random random = new Random(7);
        List<Path> files = snapshotFiles(data);
        assertThat(files).hasSizeGreaterThan(2);
        for (int round = 0; round < 40; round++) {
            Path file = files.get(round % files.size());
            long at = random.nextLong(Files.size(file) - 4);
            int bit = random.nextInt(8);
            SealTest.flip(file, at, bit);

            List<Verification.Mismatch> found =
                    OfflineVerify.verify(data, Limits.DEFAULTS).mismatches();

            assertThat(found).as("%s at %d", file, at).isNotEmpty();
            Verification.Mismatch first = found.get(0);
            assertThat(first.file()).isEqualTo("snapshots/0/" + file.getFileName());
            assertThat(first.offset()).isEqualTo(at);
            assertThat(first.record()).startsWith("group 0 snapshot");
            SealTest.flip(file, at, bit);
        }
    }

    @Test
    void aClosedDiskTakesNoMoreChanges() throws Exception {
        StoredLife life = StoredLife.first(temporary.resolve("data"));
        SnapshotFolder folder = life.disk.snapshots(0);
        folder.write("one", Bytes.utf8("content"));
        folder.sync("one");
        folder.rename("one", "two");
        folder.syncNames();
        assertThat(folder.list()).containsExactly("two");
        assertThat(folder.read("two", 7)).isEqualTo(Bytes.utf8("content"));
        assertThatThrownBy(() -> folder.read("two", 6)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> folder.read("one", 6)).isInstanceOf(NoSuchFileException.class);
        folder.delete("two");
        folder.delete("two");
        life.close();
        assertThatThrownBy(() -> folder.write("three", Bytes.EMPTY)).hasMessageContaining("closed");
    }
}
