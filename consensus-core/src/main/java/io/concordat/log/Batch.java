package io.concordat.log;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.membership.Membership;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The unit of agreement: bundles under one index and one proposed time.
 *
 * <p>A batch without bundles moves time, or opens a term. A batch may instead hold the group's configuration. Encoded
 * once by whoever proposes it and opaque on the way. Immutable; thread-safe.
 */
public final class Batch {
    private static final int VERSION = 1;
    private static final int FIXED_LENGTH = 30;
    private static final Bytes DOMAIN = Bytes.utf8("concordat/batch/1\n");

    private final long index;
    private final long proposedNanos;
    private final long wallMillis;
    private final List<Bundle> bundles;
    private final @Nullable Membership membership;
    private final Bytes encoded;

    private Batch(
            long index,
            long proposedNanos,
            long wallMillis,
            List<Bundle> bundles,
            @Nullable Membership membership,
            Bytes encoded) {
        this.index = index;
        this.proposedNanos = proposedNanos;
        this.wallMillis = wallMillis;
        this.bundles = bundles;
        this.membership = membership;
        this.encoded = encoded;
    }

    /**
     * @param proposedNanos cluster time, nanoseconds since the group began
     * @param wallMillis advisory wall time, milliseconds since 1970
     */
    public static Batch of(long index, long proposedNanos, long wallMillis, List<Bundle> bundles) {
        int size = FIXED_LENGTH;
        for (Bundle bundle : bundles) {
            size += 4 + bundle.encoded().length();
        }
        ByteWriter out = head(size, 0, index, proposedNanos, wallMillis, bundles.size());
        bundles.forEach(b -> out.sized(b.encoded()));
        return new Batch(index, proposedNanos, wallMillis, List.copyOf(bundles), null, out.toBytes());
    }

    public static Batch configuration(long index, long proposedNanos, long wallMillis, Membership membership) {
        Bytes body = membership.encode();
        ByteWriter out = head(FIXED_LENGTH + 4 + body.length(), 1, index, proposedNanos, wallMillis, 0);
        return new Batch(
                index,
                proposedNanos,
                wallMillis,
                List.of(),
                membership,
                out.sized(body).toBytes());
    }

    private static ByteWriter head(int size, int kind, long index, long proposed, long wall, int count) {
        return new ByteWriter(size)
                .u8(VERSION)
                .u8(kind)
                .u64(index)
                .u64(proposed)
                .u64(wall)
                .u32(count);
    }

    /** Checks structure and lengths; payload digests are checked by {@link #intact()}, signatures by whoever must. */
    public static Batch decode(Bytes encoded, Limits limits) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        int version = in.u8();
        int kind = in.u8();
        if (version != VERSION || kind > 1) {
            throw new MalformedException("batch version " + version + " kind " + kind);
        }
        long index = in.u64();
        long proposed = in.u64();
        long wall = in.u64();
        int count = in.count(4);
        List<Bundle> bundles = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            bundles.add(Bundle.decode(in.sized(limits.bundleBytes() + 1_024), limits));
        }
        Membership membership = kind == 1 ? Membership.decode(in.sized(limits.batchBytes())) : null;
        in.end();
        if (index <= 0 || proposed < 0 || (membership != null && count > 0)) {
            throw new MalformedException(
                    "batch with index " + index + ", time " + proposed + ", " + count + " bundles");
        }
        return new Batch(index, proposed, wall, List.copyOf(bundles), membership, encoded);
    }

    /** Whether every bundle's payload is the one its header promises. */
    public boolean intact() {
        for (Bundle bundle : bundles) {
            if (!bundle.payloadIntact()) {
                return false;
            }
        }
        return true;
    }

    /**
     * The agreed digest: domain, cluster, group, epoch, index, times and bundle digests. Never term, view, previous
     * hash or state root, so that a re-proposal keeps it.
     */
    public Hash digest(GroupContext context) {
        List<Hash> digests = bundles.stream().map(Bundle::digest).toList();
        return digest(context, index, proposedNanos, wallMillis, membership, digests);
    }

    /** As {@link #digest(GroupContext)}, of a batch of which only the bundles' digests are known. */
    public static Hash digest(
            GroupContext context, long index, long proposedNanos, long wallMillis, List<Hash> bundles) {
        return digest(context, index, proposedNanos, wallMillis, null, bundles);
    }

    private static Hash digest(
            GroupContext context,
            long index,
            long proposedNanos,
            long wallMillis,
            @Nullable Membership membership,
            List<Hash> bundles) {
        ByteWriter out = new ByteWriter(64 + Hash.LENGTH * bundles.size());
        out.u64(index).u64(proposedNanos).u64(wallMillis).u8(membership == null ? 0 : 1);
        if (membership != null) {
            out.raw(Hash.of(membership.encode()).bytes());
        }
        bundles.forEach(digest -> out.raw(digest.bytes()));
        return Hash.of(DOMAIN, context.prefix(), out.toBytes());
    }

    public long index() {
        return index;
    }

    public long proposedNanos() {
        return proposedNanos;
    }

    public long wallMillis() {
        return wallMillis;
    }

    public List<Bundle> bundles() {
        return bundles;
    }

    /** The configuration this batch installs, if it installs one. */
    public @Nullable Membership membership() {
        return membership;
    }

    public Bytes encoded() {
        return encoded;
    }

    public int size() {
        return encoded.length();
    }

    /** For traces, in which one seed must read the same every time. */
    @Override
    public String toString() {
        return index + " " + (membership == null ? bundles : "configuration");
    }
}
