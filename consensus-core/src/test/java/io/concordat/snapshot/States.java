package io.concordat.snapshot;

import io.concordat.api.StateMachine.Frozen;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.machine.FrozenGroup;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import io.concordat.record.SnapshotFolder;
import io.concordat.runtime.SeededRandom;
import io.concordat.state.MerkleState;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** States worth a snapshot, and how one is written in a test. */
final class States {
    static final Membership MEMBERS = new Membership(1, List.of(new Member(1, Bytes.wrap(new byte[32]))), List.of());

    private States() {}

    static MerkleState of(long seed, int entries, int valueBytes) {
        SeededRandom random = new SeededRandom(seed);
        MerkleState state = new MerkleState();
        for (int i = 0; i < entries; i++) {
            byte[] value = new byte[(int) random.nextLong(valueBytes + 1L)];
            for (int j = 0; j < value.length; j++) {
                value[j] = (byte) random.nextLong(256);
            }
            state.put(Bytes.utf8("key-" + i), Bytes.wrap(value));
        }
        return state;
    }

    /** With what a group's state says of itself: version, index, time, chain; configuration. As GroupMachine does. */
    static MerkleState told(long index, MerkleState state) {
        Bytes facts = new ByteWriter(49)
                .u8(1)
                .u64(index)
                .u64(0)
                .raw(Hash.ZERO.bytes())
                .toBytes();
        state.put(Bytes.wrap(new byte[] {0, 'm'}), facts);
        state.put(Bytes.wrap(new byte[] {0, 'c'}), MEMBERS.encode());
        return state;
    }

    static SnapshotWriting writing(SnapshotStore store, long index, MerkleState state, @Nullable Frozen own) {
        FrozenGroup frozen = new FrozenGroup(index, 0, state.freeze(), own);
        Hash hash = Hash.of(Bytes.utf8("entry " + index));
        return new SnapshotWriting(store.draft(), frozen, new SnapshotWriting.Place(3, hash, MEMBERS, new Pace(0, 0)));
    }

    static Manifest write(SnapshotStore store, long index, MerkleState state, @Nullable Frozen own) throws IOException {
        SnapshotWriting writing = writing(store, index, state, own);
        Manifest done = writing.step();
        while (done == null) {
            done = writing.step();
        }
        return done;
    }

    static Manifest write(SnapshotStore store, long index, MerkleState state) throws IOException {
        return write(store, index, state, null);
    }

    /** Loads the newest snapshot that is whole, as a restart does; null when there is none. */
    static @Nullable LoadedSnapshot newest(SnapshotFolder folder) throws IOException {
        SnapshotStore store = SnapshotStore.open(folder);
        for (Manifest manifest : store.manifests()) {
            try {
                return LoadedSnapshot.load(store, manifest);
            } catch (DamagedSnapshotException e) {
                store.condemn(manifest);
            }
        }
        return null;
    }
}
