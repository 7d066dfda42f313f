package io.concordat.snapshot;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.net.Lane;
import io.concordat.protocol.Message;
import io.concordat.protocol.SnapshotId;
import java.util.List;

/**
 * What replicas say to each other to move a snapshot: the receiver pulls. Nothing here is a promise and nothing is
 * signed; the signed announcement of the snapshot holds the manifest's hash, and the manifest every chunk's.
 */
public sealed interface SnapshotMessage extends Message {
    /** The snapshot's index. */
    @Override
    long index();

    Hash manifest();

    @Override
    default long term() {
        return 0;
    }

    @Override
    default Lane lane() {
        return Lane.BULK;
    }

    @Override
    default boolean signed() {
        return false;
    }

    @Override
    default Bytes body() {
        return new ByteWriter(Hash.LENGTH + 4)
                .raw(manifest().bytes())
                .u32(number())
                .toBytes();
    }

    /** Which chunk, -1 for the manifest. */
    int number();

    /** Asks for the manifest, or for one chunk. */
    record Ask(long index, Hash manifest, int number) implements SnapshotMessage {
        static Ask manifestOf(SnapshotId id) {
            return new Ask(id.index(), id.manifest(), -1);
        }

        @Override
        public int kind() {
            return SnapshotCodec.ASK;
        }
    }

    /** The manifest or one chunk; not verified yet. */
    record Piece(long index, Hash manifest, int number, Bytes content) implements SnapshotMessage {
        @Override
        public int kind() {
            return SnapshotCodec.PIECE;
        }

        @Override
        public List<Bytes> payload() {
            return List.of(content);
        }
    }

    /** The sender does not have what was asked for. */
    record Absent(long index, Hash manifest, int number) implements SnapshotMessage {
        @Override
        public int kind() {
            return SnapshotCodec.ABSENT;
        }
    }
}
