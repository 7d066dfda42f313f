package io.concordat.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.api.StateMachine.Frozen;
import io.concordat.bytes.Bytes;
import io.concordat.record.InMemoryFolder;
import io.concordat.runtime.SeededRandom;
import io.concordat.state.MerkleState;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A snapshot is either wholly there or not at all, whatever happens while it is written. */
class SnapshotStoreTest {
    private final InMemoryFolder folder = new InMemoryFolder();

    @Test
    void whatWasWrittenComesBackWithTheSameStateHash() throws Exception {
        MerkleState state = States.of(1, 20_000, 400);
        Manifest written = States.write(SnapshotStore.open(folder), 7, state);

        LoadedSnapshot loaded = Objects.requireNonNull(States.newest(folder));

        assertThat(loaded.state().root()).isEqualTo(state.root()).isEqualTo(written.root());
        assertThat(loaded.state().get(Bytes.utf8("key-4711"))).isEqualTo(state.get(Bytes.utf8("key-4711")));
        assertThat(written.chunks()).hasSizeGreaterThan(3).allMatch(c -> c.length() <= Chunk.MOST);
        assertThat(loaded.manifest().id()).isEqualTo(written.id());
    }

    @Test
    void entriesLargerThanAChunkAreCutAndJoined() throws Exception {
        MerkleState state = States.of(2, 5, 4 << 20);
        States.write(SnapshotStore.open(folder), 7, state);
        assertThat(Objects.requireNonNull(States.newest(folder)).state().root()).isEqualTo(state.root());
    }

    @Test
    void anEmptyStateHasASnapshotToo() throws Exception {
        States.write(SnapshotStore.open(folder), 1, new MerkleState());
        assertThat(Objects.requireNonNull(States.newest(folder)).state().root()).isEqualTo(new MerkleState().root());
    }

    @Test
    void aStructureOfTheMachinesOwnComesAlong() throws Exception {
        Bytes content = Bytes.wrap(new byte[3 << 20]);
        Frozen own = out -> out.write(content.toArray());
        Manifest written = States.write(SnapshotStore.open(folder), 9, States.of(3, 10, 10), own);

        LoadedSnapshot loaded = Objects.requireNonNull(States.newest(folder));

        assertThat(Bytes.wrap(Objects.requireNonNull(loaded.own()).readAllBytes()))
                .isEqualTo(content);
        assertThat(written.root()).isNotEqualTo(loaded.state().root());
    }

    @Test
    void equalStatesWithDifferentPastsHaveEqualManifests() throws Exception {
        MerkleState one = States.of(4, 3_000, 300);
        MerkleState other = new MerkleState();
        other.put(Bytes.utf8("gone"), Bytes.EMPTY);
        one.scan(Bytes.EMPTY, Bytes.EMPTY, (key, value) -> {
            other.put(key, value);
            return true;
        });
        other.remove(Bytes.utf8("gone"));

        Manifest first = States.write(SnapshotStore.open(folder), 5, one);
        Manifest second = States.write(SnapshotStore.open(new InMemoryFolder()), 5, other);

        assertThat(second.id()).isEqualTo(first.id());
    }

    @Test
    void aSmallChangeWritesFewChunks() throws Exception {
        MerkleState state = States.of(5, 40_000, 400);
        States.write(SnapshotStore.open(folder), 10, state);
        state.put(Bytes.utf8("key-1"), Bytes.utf8("changed"));

        CutFolder counted = new CutFolder(folder, Long.MAX_VALUE);
        Manifest second = States.write(SnapshotStore.open(counted), 20, state);

        assertThat(second.bytes()).isGreaterThan(6 << 20);
        assertThat(counted.writtenBytes()).isLessThan(2 << 20);
    }

    @Test
    void aPowerCutAtAnyMomentLeavesTheOlderOrTheNewerOneWhole() throws Exception {
        MerkleState older = States.of(6, 3_000, 400);
        MerkleState newer = States.of(7, 3_000, 400);
        boolean sawOlder = false;
        boolean sawNewer = false;
        boolean finished = false;
        for (int cutAt = 0; !finished; cutAt++) {
            for (long seed = 0; seed < 4; seed++) {
                InMemoryFolder disk = new InMemoryFolder();
                States.write(SnapshotStore.open(disk), 10, older);
                finished = writeUntilCut(new CutFolder(disk, cutAt), newer);
                disk.cut(new SeededRandom(seed + 100L * cutAt));

                LoadedSnapshot left = Objects.requireNonNull(States.newest(disk), "cut at " + cutAt);

                assertThat(left.state().root()).isIn(older.root(), newer.root());
                assertThat(!finished || left.manifest().index() == 20).isTrue();
                sawOlder |= left.manifest().index() == 10;
                sawNewer |= left.manifest().index() == 20;
            }
        }
        assertThat(sawOlder && sawNewer).isTrue();
    }

    /** The log forgets what a published snapshot holds. */
    @Test
    void S06_whatIsPublishedOutlivesAPowerCut() throws Exception {
        MerkleState state = States.of(6, 3_000, 400);
        for (long seed = 0; seed < 20; seed++) {
            InMemoryFolder disk = new InMemoryFolder();
            States.write(SnapshotStore.open(disk), 10, state);
            disk.cut(new SeededRandom(seed));
            LoadedSnapshot left = Objects.requireNonNull(States.newest(disk), "cut " + seed);
            assertThat(left.state().root()).isEqualTo(state.root());
        }
    }

    /** Whether it came to its end, the old one removed and all. */
    private static boolean writeUntilCut(CutFolder disk, MerkleState state) {
        try {
            SnapshotStore store = SnapshotStore.open(disk);
            States.write(store, 20, state);
            store.prune(1, Set.of());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void R66_anyFlippedBitIsFoundAndTheOlderSnapshotServes() throws Exception {
        MerkleState older = States.of(8, 200, 50);
        MerkleState newer = States.of(9, 200, 50);
        SeededRandom random = new SeededRandom(1);
        for (int round = 0; round < 200; round++) {
            InMemoryFolder disk = new InMemoryFolder();
            SnapshotStore store = SnapshotStore.open(disk);
            States.write(store, 10, older);
            Manifest second = States.write(store, 20, newer);
            String file =
                    round % 2 == 0 ? second.file() : second.chunks().get(0).file();
            int bits = 8 * disk.read(file, Integer.MAX_VALUE).length();
            disk.flip(file, (int) random.nextLong(bits));

            assertThat(Objects.requireNonNull(States.newest(disk)).manifest().index())
                    .isEqualTo(10);
        }
    }

    @Test
    void aChunkThatRottedIsWrittenAgainNotReused() throws Exception {
        MerkleState state = States.of(10, 200, 50);
        SnapshotStore store = SnapshotStore.open(folder);
        Manifest first = States.write(store, 10, state);
        folder.flip(first.chunks().get(0).file(), 77);
        assertThatThrownBy(() -> LoadedSnapshot.load(store, first))
                .isInstanceOf(DamagedSnapshotException.class)
                .hasMessageContaining(first.chunks().get(0).file())
                .hasMessageContaining("snapshot 10 chunk 0");

        States.write(store, 20, state);

        assertThat(Objects.requireNonNull(States.newest(folder)).manifest().index())
                .isEqualTo(20);
    }

    @Test
    void onlyTheNewestStayAndWhatIsBeingFetched() throws Exception {
        SnapshotStore store = SnapshotStore.open(folder);
        Manifest pinned = States.write(store, 10, States.of(11, 100, 50));
        States.write(store, 20, States.of(12, 100, 50));
        States.write(store, 30, States.of(13, 100, 50));
        States.write(store, 40, States.of(14, 100, 50));

        store.prune(2, Set.of(pinned.id()));

        assertThat(store.manifests()).extracting(Manifest::index).containsExactly(40L, 30L, 10L);
        assertThat(folder.list()).hasSize(6);
        assertThat(LoadedSnapshot.load(store, pinned).state().root()).isEqualTo(pinned.root());
    }

    @Test
    void theSnapshotMarkedBeforeStaysWhateverWasWrittenSince() throws Exception {
        SnapshotStore store = SnapshotStore.open(folder);
        for (int index = 10; index <= 60; index += 10) {
            States.write(store, index, States.of(index, 100, 50));
        }

        // 30 and 40 were written and never marked; a log that loses its end is back at 20.
        store.pruneBefore(50, 20, Set.of());
        assertThat(store.manifests()).extracting(Manifest::index).containsExactly(60L, 50L, 40L, 30L, 20L);

        store.pruneBefore(60, 50, Set.of());
        assertThat(store.manifests()).extracting(Manifest::index).containsExactly(60L, 50L);

        States.write(store, 70, States.of(70, 100, 50));
        store.pruneBefore(60, 0, Set.of());
        assertThat(store.manifests()).extracting(Manifest::index).containsExactly(70L, 60L, 50L);
    }

    @Test
    void whatIsBeingWrittenIsNotSweptAway() throws Exception {
        SnapshotStore store = SnapshotStore.open(folder);
        SnapshotWriting writing = States.writing(store, 10, States.of(15, 5_000, 400), null);
        writing.step();
        writing.step();
        store.prune(2, Set.of());
        while (writing.step() == null) {
            store.prune(2, Set.of());
        }
        assertThat(States.newest(folder)).isNotNull();
    }
}
