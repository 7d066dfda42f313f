package io.concordat.protocol;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;

/**
 * One snapshot, told apart from every other: equal ids have equal content on all replicas. Small enough for a message,
 * so that whoever believes the id needs to believe none of those the content is pulled from.
 *
 * @param index the last entry executed in it, with its {@code term} (PBFT: view) and {@code hash}
 * @param root the state hash; PBFT's checkpoints sign it together with index and hash
 * @param manifest hash of the manifest, which names every chunk by its hash
 * @param bytes of all chunks together
 */
public record SnapshotId(long index, long term, Hash hash, Hash root, Hash manifest, long bytes, int chunks) {
    /** Where a log begins that starts from this snapshot. */
    public LogTail place() {
        return new LogTail(term, index, hash);
    }

    public void encode(ByteWriter out) {
        out.u64(index).u64(term).raw(hash.bytes()).raw(root.bytes()).raw(manifest.bytes());
        out.u64(bytes).u32(chunks);
    }

    public static SnapshotId decode(ByteReader in) throws MalformedException {
        long index = in.u64();
        long term = in.u64();
        Hash hash = new Hash(in.raw(Hash.LENGTH));
        Hash root = new Hash(in.raw(Hash.LENGTH));
        Hash manifest = new Hash(in.raw(Hash.LENGTH));
        SnapshotId id = new SnapshotId(index, term, hash, root, manifest, in.u64(), in.u32());
        if (index < 1 || term < 0 || id.bytes() < 0 || id.chunks() < 0) {
            throw new MalformedException("a snapshot at " + index + " of term " + term);
        }
        return id;
    }
}
