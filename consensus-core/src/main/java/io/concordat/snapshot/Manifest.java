package io.concordat.snapshot;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.machine.FrozenGroup;
import io.concordat.membership.Membership;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import io.concordat.state.BucketDigests;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot consists of. Its encoding is canonical and depends on log and configuration alone, so that replicas
 * with equal state write equal manifests. The buckets' digests tie it to the state's root before a chunk is seen.
 *
 * @param term of the entry at {@code index}, and {@code hash} that entry's
 * @param clusterNanos the cluster time the state stands at
 * @param own digest of a structure of the machine's own, null when all state is keyed
 */
public record Manifest(
        long index,
        long term,
        Hash hash,
        Membership membership,
        long clusterNanos,
        Pace pace,
        BucketDigests buckets,
        @Nullable Hash own,
        int bucketsPerSection,
        List<Chunk> chunks) {
    /** 64 GiB of state; a longer manifest would not fit a frame. */
    static final int MOST_CHUNKS = 1 << 16;

    /** Most bytes of an encoded manifest. */
    public static final int MOST_BYTES = (1 << 18) + BucketDigests.LENGTH + MOST_CHUNKS * Chunk.ENCODED;

    private static final Bytes MAGIC = Bytes.utf8("concordat/snapshot/1\n");

    public Manifest {
        chunks = List.copyOf(chunks);
    }

    /** The state hash. */
    public Hash root() {
        return FrozenGroup.root(buckets.root(), own);
    }

    int keyedSections() {
        return BucketDigests.BUCKETS / bucketsPerSection;
    }

    /** The section that holds the structure of the machine's own. */
    int ownSection() {
        return keyedSections();
    }

    public long bytes() {
        return chunks.stream().mapToLong(Chunk::length).sum();
    }

    public SnapshotId id() {
        return new SnapshotId(index, term, hash, root(), Hash.of(encode()), bytes(), chunks.size());
    }

    /** What agreement has to know of it. */
    public SnapshotMark mark() {
        return new SnapshotMark(id(), membership, clusterNanos);
    }

    /** Zero-padded, so that names sort by index. */
    String file() {
        return file(index, Hash.of(encode()));
    }

    static String file(long index, Hash manifest) {
        return "manifest-%020d-%s".formatted(index, manifest.toHex().substring(0, 16));
    }

    public Bytes encode() {
        Bytes members = membership.encode();
        ByteWriter out = new ByteWriter(BucketDigests.LENGTH + members.length() + 256 + chunks.size() * Chunk.ENCODED);
        out.raw(MAGIC).u64(index).u64(term).raw(hash.bytes()).sized(members);
        out.u64(clusterNanos).u64(pace.bytes()).u64(pace.commands()).raw(buckets.all());
        out.u8(own == null ? 0 : 1).raw(own == null ? Bytes.EMPTY : own.bytes());
        out.u32(bucketsPerSection).u32(chunks.size());
        for (Chunk chunk : chunks) {
            out.u32(chunk.section())
                    .u32(chunk.length())
                    .raw(chunk.hash().bytes())
                    .u32(chunk.crc());
        }
        return out.toBytes();
    }

    public static Manifest decode(Bytes encoded) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        if (!in.raw(MAGIC.length()).equals(MAGIC)) {
            throw new MalformedException("not a snapshot manifest of version 1");
        }
        long index = in.u64();
        long term = in.u64();
        Hash hash = new Hash(in.raw(Hash.LENGTH));
        Membership membership = Membership.decode(in.sized(1 << 18));
        long clusterNanos = in.u64();
        Pace pace = new Pace(in.u64(), in.u64());
        BucketDigests buckets = new BucketDigests(in.raw(BucketDigests.LENGTH));
        Hash own = flag(in.u8()) ? new Hash(in.raw(Hash.LENGTH)) : null;
        int perSection = in.u32();
        if (perSection < 1 || perSection > BucketDigests.BUCKETS || Integer.bitCount(perSection) != 1) {
            throw new MalformedException("sections of " + perSection + " buckets");
        }
        int sections = BucketDigests.BUCKETS / perSection + (own == null ? 0 : 1);
        List<Chunk> chunks = chunks(in, sections);
        in.end();
        if (index < 1 || term < 0 || clusterNanos < 0 || pace.bytes() < 0 || pace.commands() < 0) {
            throw new MalformedException("a snapshot at index " + index + " of term " + term);
        }
        return new Manifest(index, term, hash, membership, clusterNanos, pace, buckets, own, perSection, chunks);
    }

    private static boolean flag(int value) throws MalformedException {
        if (value > 1) {
            throw new MalformedException("neither yes nor no: " + value);
        }
        return value == 1;
    }

    private static List<Chunk> chunks(ByteReader in, int sections) throws MalformedException {
        int count = in.count(Chunk.ENCODED);
        if (count > MOST_CHUNKS) {
            throw new MalformedException(count + " chunks, the limit is " + MOST_CHUNKS);
        }
        List<Chunk> chunks = new ArrayList<>(count);
        int last = 0;
        for (int i = 0; i < count; i++) {
            Chunk chunk = new Chunk(in.u32(), in.u32(), new Hash(in.raw(Hash.LENGTH)), in.u32());
            if (chunk.section() < last || chunk.section() >= sections) {
                throw new MalformedException("section " + chunk.section() + " after " + last + " of " + sections);
            }
            if (chunk.length() < 1 || chunk.length() > Chunk.MOST) {
                throw new MalformedException("a chunk of " + chunk.length() + " bytes");
            }
            last = chunk.section();
            chunks.add(chunk);
        }
        return chunks;
    }
}
