package io.concordat.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.crypto.BadSignatureException;
import io.concordat.log.GroupContext;
import io.concordat.protocol.Message;
import io.concordat.record.InMemoryFolder;
import io.concordat.runtime.SeededRandom;
import io.concordat.state.MerkleState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Manifests, sections and messages come from disks and peers: whatever they hold, decoding ends in order. */
class SnapshotFormatFuzzTest {
    private static final GroupContext CONTEXT = new GroupContext(Bytes.wrap(new byte[16]), 0, 1);

    private final SeededRandom random = new SeededRandom(42);
    private final SnapshotCodec codec = new SnapshotCodec((c, kind, term, index, body, payload, limits) -> {
        throw new MalformedException("not ours");
    });

    private interface Decoding {
        void of(Bytes input) throws MalformedException, BadSignatureException;
    }

    private void survives(Bytes valid, Decoding decoding) throws MalformedException, BadSignatureException {
        decoding.of(valid);
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes =
                    valid.slice(0, (int) random.nextLong(valid.length() + 1L)).toArray();
            if (round % 3 > 0) {
                bytes = valid.toArray();
            }
            for (long flips = random.nextLong(4); flips > 0 && bytes.length > 0; flips--) {
                // Lengths and counts stand near the ends.
                int span = round % 2 == 0 ? bytes.length : Math.min(200, bytes.length);
                bytes[(int) random.nextLong(span)] = (byte) random.nextLong(256);
            }
            try {
                decoding.of(Bytes.wrap(bytes));
            } catch (MalformedException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void manifests() throws Exception {
        Manifest manifest = States.write(SnapshotStore.open(new InMemoryFolder()), 9, States.of(1, 500, 100));
        assertThat(Manifest.decode(manifest.encode())).isEqualTo(manifest);
        survives(manifest.encode(), Manifest::decode);
    }

    @Test
    void sections() throws Exception {
        InMemoryFolder folder = new InMemoryFolder();
        Manifest manifest = States.write(SnapshotStore.open(folder), 9, States.of(1, 20, 20));
        Bytes section = folder.read(manifest.chunks().get(0).file(), Chunk.MOST);
        survives(section, input -> new SectionReader(new MerkleState()).read(input, true));
    }

    @Test
    void messages() throws Exception {
        Hash hash = Hash.of(Bytes.utf8("manifest"));
        for (SnapshotMessage message : List.of(
                new SnapshotMessage.Ask(5, hash, -1),
                new SnapshotMessage.Ask(5, hash, 65_535),
                new SnapshotMessage.Absent(5, hash, 3),
                new SnapshotMessage.Piece(5, hash, 3, Bytes.utf8("content")))) {
            Bytes payload = Bytes.concat(message.payload().toArray(Bytes[]::new));
            Message back = codec.decode(CONTEXT, message.kind(), 0, 5, message.body(), payload, Limits.DEFAULTS);
            assertThat(back).isEqualTo(message);
            survives(
                    message.body(),
                    body -> codec.decode(CONTEXT, message.kind(), 0, 5, body, payload, Limits.DEFAULTS));
        }
    }

    @Test
    void aPieceLargerThanAChunkIsRefused() {
        SnapshotMessage piece = new SnapshotMessage.Piece(5, Hash.ZERO, 3, Bytes.wrap(new byte[Chunk.MOST + 1]));
        assertThatThrownBy(() -> codec.decode(
                        CONTEXT,
                        piece.kind(),
                        0,
                        5,
                        piece.body(),
                        piece.payload().get(0),
                        Limits.DEFAULTS))
                .isInstanceOf(MalformedException.class);
    }
}
