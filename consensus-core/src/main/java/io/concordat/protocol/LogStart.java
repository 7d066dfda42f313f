package io.concordat.protocol;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.membership.Membership;
import io.concordat.runtime.Invariant;

/**
 * Where a compacted log begins, and the snapshot that holds everything before. One record ({@link
 * RecordKind#SNAPSHOT_MARK}), written in the same {@link LogWrite} that deletes what it replaces: no crash can leave a
 * log whose beginning is missing (raft.md M62, M70). The boundary may lie before the snapshot: entries between are kept
 * for members that are only a little behind.
 *
 * @param boundary the last entry that is gone; the first one held follows it
 * @param membership in force at the boundary: the base for configurations in the entries that follow
 * @param genesisEpoch of the group's context, which the first entry would have told
 */
public record LogStart(LogTail boundary, Membership membership, long genesisEpoch, SnapshotMark snapshot) {
    public LogStart {
        Invariant.check(
                boundary.index() <= snapshot.index(),
                "the log begins after %d, its snapshot holds %d",
                boundary.index(),
                snapshot.index());
    }

    public RecordOp.Put toRecord() {
        ByteWriter out = new ByteWriter(1024).u64(boundary.index()).u64(genesisEpoch);
        out.sized(membership.encode());
        snapshot.encode(out);
        RecordKey key = new RecordKey(RecordKind.SNAPSHOT_MARK, 0);
        return new RecordOp.Put(key, boundary.term(), boundary.hash(), out.toBytes());
    }

    /** Reads the payload of a record of {@code term} and {@code hash}. */
    public static LogStart decode(long term, io.concordat.bytes.Hash hash, Bytes payload) throws MalformedException {
        ByteReader in = new ByteReader(payload);
        long index = in.u64();
        long epoch = in.u64();
        Membership membership = Membership.decode(in.sized(SnapshotMark.MOST_MEMBERSHIP));
        SnapshotMark snapshot = SnapshotMark.decode(in);
        in.end();
        if (index < 0 || index > snapshot.index()) {
            throw new MalformedException("a log that begins after " + index + ", its snapshot at " + snapshot.index());
        }
        return new LogStart(new LogTail(term, index, hash), membership, epoch, snapshot);
    }
}
