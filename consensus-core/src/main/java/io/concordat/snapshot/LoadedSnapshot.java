package io.concordat.snapshot;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.machine.GroupMachine;
import io.concordat.state.MerkleState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot read back and verified: every chunk against the manifest, the whole against the state hash.
 *
 * @param own the structure of the machine's own, null when all state is keyed
 */
public record LoadedSnapshot(Manifest manifest, MerkleState state, @Nullable InputStream own) {
    /** Reads all of it; takes as long as the disk and the hashing need, so not for loops of running replicas. */
    public static LoadedSnapshot load(SnapshotStore store, Manifest manifest)
            throws IOException, DamagedSnapshotException {
        MerkleState state = new MerkleState();
        SectionReader reader = new SectionReader(state);
        List<InputStream> own = new ArrayList<>();
        MessageDigest digest = sha256();
        List<Chunk> chunks = manifest.chunks();
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            Bytes content = store.chunk(manifest, i);
            if (content == null) {
                throw DamagedSnapshotException.chunk(manifest.index(), i, chunk, Bytes.EMPTY, "the file is missing");
            }
            if (chunk.section() == manifest.ownSection()) {
                digest.update(content.backingArray(), content.backingOffset(), content.length());
                own.add(new ByteArrayInputStream(content.backingArray(), content.backingOffset(), content.length()));
                continue;
            }
            try {
                boolean last = i + 1 == chunks.size() || chunks.get(i + 1).section() != chunk.section();
                reader.read(content, last);
            } catch (MalformedException e) {
                throw DamagedSnapshotException.disproved(manifest.index(), "chunk " + i + ": " + e.getMessage());
            }
        }
        mustBe(manifest, state, new Hash(Bytes.wrap(digest.digest())));
        InputStream structure = manifest.own() == null ? null : new SequenceInputStream(Collections.enumeration(own));
        return new LoadedSnapshot(manifest, state, structure);
    }

    /**
     * Compares what the manifest says beside the state with what the state says of itself, which its root proves:
     * whoever made up a manifest may have proved the one and lied about the other.
     */
    void mustTellTheTruth() throws DamagedSnapshotException {
        String wrong =
                GroupMachine.contradiction(state, manifest.index(), manifest.clusterNanos(), manifest.membership());
        if (wrong != null) {
            throw DamagedSnapshotException.disproved(manifest.index(), wrong);
        }
    }

    private static void mustBe(Manifest manifest, MerkleState state, Hash own) throws DamagedSnapshotException {
        Hash keyed = state.root();
        if (!keyed.equals(manifest.buckets().root())) {
            throw DamagedSnapshotException.state(
                    manifest.index(), manifest.buckets().root(), keyed);
        }
        Hash expected = manifest.own();
        if (expected != null && !expected.equals(own)) {
            throw DamagedSnapshotException.state(manifest.index(), expected, own);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
