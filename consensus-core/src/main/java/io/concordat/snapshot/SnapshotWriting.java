package io.concordat.snapshot;

import io.concordat.api.StateMachine.Frozen;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.machine.FrozenGroup;
import io.concordat.membership.Membership;
import io.concordat.state.BucketDigests;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a frozen state in steps of about a chunk, so that whoever drives it can pause between them. Blocks on the
 * disk; one thread at a time, not necessarily the same.
 */
public final class SnapshotWriting {
    /** How much of keyed state a section holds on average, so that most fit one chunk. */
    private static final int SECTION_BYTES = Chunk.MOST / 2;

    private final SnapshotStore.Draft draft;
    private final FrozenGroup frozen;
    private final Place place;
    private final List<Chunk> chunks = new ArrayList<>();
    private final ChunkCutter cutter = new ChunkCutter(this::take);
    private int bucketsPerSection;
    private int nextSection;
    private long written;
    private @Nullable BucketDigests buckets;

    /** Which place in the log a state stands for; {@code pace}: what was executed since the last due snapshot. */
    public record Place(long term, Hash hash, Membership membership, Pace pace) {}

    SnapshotWriting(SnapshotStore.Draft draft, FrozenGroup frozen, Place place) {
        this.draft = draft;
        this.frozen = frozen;
        this.place = place;
    }

    /** Does the next piece of work; returns the manifest when all is written and durable, null before. */
    @Nullable
    Manifest step() throws IOException {
        if (bucketsPerSection == 0) {
            bucketsPerSection = bucketsPerSection();
            buckets = frozen.view().buckets();
            return null;
        }
        int sections = BucketDigests.BUCKETS / bucketsPerSection;
        if (nextSection < sections) {
            long before = written;
            while (nextSection < sections && written == before) {
                keyed(nextSection++);
            }
            return null;
        }
        return finish(sections);
    }

    /** Bytes of state written by all steps so far. */
    long written() {
        return written;
    }

    void abandon() {
        draft.abandon();
    }

    private Manifest finish(int ownSection) throws IOException {
        Frozen own = frozen.own();
        Hash digest = own == null ? null : own(own, ownSection);
        BucketDigests digests = buckets;
        if (digests == null) {
            throw new IllegalStateException("finished before it began");
        }
        if (chunks.size() > Manifest.MOST_CHUNKS) {
            throw new IOException(
                    "the state has " + chunks.size() + " chunks, a snapshot holds " + Manifest.MOST_CHUNKS);
        }
        Manifest manifest = new Manifest(
                frozen.index(),
                place.term(),
                place.hash(),
                place.membership(),
                frozen.effectiveNanos(),
                place.pace(),
                digests,
                digest,
                bucketsPerSection,
                chunks);
        draft.publish(manifest);
        return manifest;
    }

    /** A power of two that depends on the amount of state alone. */
    private int bucketsPerSection() {
        long[] total = {0};
        for (int bucket = 0; bucket < BucketDigests.BUCKETS; bucket++) {
            frozen.view().bucket(bucket, (key, value) -> {
                total[0] += 8 + key.length() + value.length();
                return true;
            });
        }
        int buckets = BucketDigests.BUCKETS;
        while (buckets > 1 && total[0] * buckets / BucketDigests.BUCKETS > SECTION_BYTES) {
            buckets /= 2;
        }
        return buckets;
    }

    private void keyed(int section) throws IOException {
        try (ChunkCutter out = cutter.section(section)) {
            for (int i = 0; i < bucketsPerSection; i++) {
                IOException[] failure = {null};
                frozen.view().bucket(section * bucketsPerSection + i, (key, value) -> {
                    try {
                        out.sized(key);
                        out.sized(value);
                        return true;
                    } catch (IOException e) {
                        failure[0] = e;
                        return false;
                    }
                });
                if (failure[0] != null) {
                    throw failure[0];
                }
            }
        }
    }

    private Hash own(Frozen own, int section) throws IOException {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            try (OutputStream out = new DigestOutputStream(cutter.section(section), sha)) {
                own.writeTo(out);
            }
            return new Hash(Bytes.wrap(sha.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void take(Chunk chunk, Bytes content) throws IOException {
        draft.save(chunk, content);
        chunks.add(chunk);
        written += content.length();
    }
}
