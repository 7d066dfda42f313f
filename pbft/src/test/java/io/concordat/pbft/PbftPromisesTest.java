package io.concordat.pbft;

import static io.concordat.pbft.Words.A;
import static io.concordat.pbft.Words.CONTEXT;
import static io.concordat.pbft.Words.FOUR;
import static io.concordat.pbft.Words.say;
import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.protocol.DurableImage;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The auditor's rules: what each promise needs on the disk, and that less is noticed. */
class PbftPromisesTest {
    private static final Batch BATCH = Batch.of(7, 1, 1, List.of());
    private static final Statement PROPOSAL = say(Phase.PRE_PREPARE, 0, 7, BATCH.digest(CONTEXT), 1);
    private static final Statement PREPARE = say(Phase.PREPARE, 0, 7, BATCH.digest(CONTEXT), 2);

    private final Image image = new Image();
    private final PbftPromises rules = new PbftPromises();

    @Test
    void aPrepareRestsOnItsAcceptance() {
        assertThat(broken(new Vote(PREPARE))).isNotNull();
        image.put(Journal.accepted(PROPOSAL, PREPARE));
        assertThat(broken(new Vote(PREPARE))).as("its batch is not there").isNotNull();
        image.put(RecordOp.Put.body(A, BATCH));
        assertThat(broken(new Vote(PREPARE))).as("another batch is there").isNotNull();
        image.put(RecordOp.Put.body(PROPOSAL.digest(), BATCH));
        assertThat(broken(new Vote(PREPARE))).isNull();
    }

    @Test
    void anAcceptanceOfSomethingElseSupportsNothing() {
        Batch other = Batch.of(7, 2, 2, List.of());
        image.put(Journal.accepted(
                say(Phase.PRE_PREPARE, 0, 7, other.digest(CONTEXT), 1),
                say(Phase.PREPARE, 0, 7, other.digest(CONTEXT), 2)));
        image.put(RecordOp.Put.body(PROPOSAL.digest(), BATCH));
        assertThat(broken(new Vote(PREPARE))).isNotNull();
    }

    private static @Nullable String unproved(RecordOp... ops) {
        CheckpointCertificate known = Words.checkpoint(64, FOUR);
        SnapshotId id = new SnapshotId(64, 0, known.chain(), known.root(), A, known.bytes(), 1);
        LogStart start = new LogStart(id.place(), Words.members(4), 0, new SnapshotMark(id, Words.members(4), 0));
        return new PbftPromises().unproved(start, new LogWrite(1, List.of(ops), null, null));
    }

    @Test
    void P48_P51_aSnapshotIsMarkedOnlyWithItsProofAndEntriesGoOnlyWithTheirCertificates() {
        RecordOp.Put proof = Journal.marked(Words.checkpoint(64, FOUR));
        RecordOp entries = new RecordOp.Delete(RecordKind.BATCH, 1, 65);
        RecordOp proofs = new RecordOp.Delete(RecordKind.CERTIFICATE, 1, 65);
        assertThat(unproved(proof, entries, proofs)).isNull();
        assertThat(unproved(proof)).isNull();
        assertThat(unproved(proof, entries, proofs, new RecordOp.Delete(RecordKind.BODY, 1, 65)))
                .isNull();
        assertThat(unproved(proof, entries, proofs, new RecordOp.Delete(RecordKind.BODY, 1, 66)))
                .contains("bodies go up to 66");
        assertThat(unproved(entries, proofs)).contains("not written with it");
        assertThat(unproved(Journal.stable(Words.checkpoint(64, FOUR)))).contains("not written with it");
        assertThat(unproved(Journal.marked(Words.checkpoint(128, FOUR)))).contains("stands at");
        assertThat(unproved(proof, entries)).contains("go");
        assertThat(unproved(proof, entries, new RecordOp.Delete(RecordKind.CERTIFICATE, 1, 64)))
                .contains("go");
    }

    @Test
    void aCommitRestsOnItsCertificate() {
        Vote commit = new Vote(say(Phase.COMMIT, 0, 7, A, 2));
        image.put(Journal.accepted(PROPOSAL, PREPARE));
        assertThat(broken(commit)).isNotNull();
        image.put(Journal.prepared(Words.prepared(0, 7, A, FOUR), commit.statement()));
        assertThat(broken(commit)).isNull();
    }

    @Test
    void aViewChangeRestsOnTheViewAndOnItself() {
        ViewChange change = Words.change(3, 2, null);
        image.hardState = new HardState(3, 0);
        assertThat(broken(change)).isNotNull();
        image.put(Journal.viewChange(change));
        assertThat(broken(change)).isNull();
        image.hardState = new HardState(2, 0);
        assertThat(broken(change)).isNotNull();
    }

    @Test
    void aCheckpointRestsOnItself() {
        Hash digest = CheckpointCertificate.digest(64, A, A, 100);
        Checkpoint own = new Checkpoint(say(Phase.CHECKPOINT, 0, 64, digest, 2), A, A, 100);
        assertThat(broken(own)).isNotNull();
        image.put(Journal.checkpoint(own));
        assertThat(broken(own)).isNull();
    }

    @Test
    void aStableCheckpointSupportsWhatItHasClosed() {
        image.put(Journal.stable(Words.checkpoint(64, FOUR)));
        assertThat(broken(new Vote(PREPARE))).isNull();
        assertThat(broken(new Vote(say(Phase.PREPARE, 0, 65, A, 2)))).isNotNull();
    }

    @Test
    void othersWordsArePassedOnWithoutPromising() {
        assertThat(rules.broken(3, new Vote(PREPARE), image)).isNull();
    }

    private String broken(PbftMessage message) {
        return rules.broken(2, message, image);
    }

    private static final class Image implements DurableImage {
        private final TreeMap<Long, Bytes> words = new TreeMap<>();
        private final TreeMap<Long, Hash> bodies = new TreeMap<>();
        private HardState hardState = HardState.INITIAL;

        void put(RecordOp.Put put) {
            if (put.key().kind() == RecordKind.BODY) {
                bodies.put(put.key().index(), put.hash());
            } else {
                words.put(put.key().index(), put.payload());
            }
        }

        @Override
        public @Nullable Hash digestOf(RecordKind kind, long index) {
            return kind == RecordKind.BODY ? bodies.get(index) : null;
        }

        @Override
        public HardState hardState() {
            return hardState;
        }

        @Override
        public LogTail tail() {
            return LogTail.EMPTY;
        }

        @Override
        public @Nullable Hash hashAt(long index) {
            return null;
        }

        @Override
        public long compactedTo() {
            return 0;
        }

        @Override
        public long termAt(long index) {
            return -1;
        }

        @Override
        public @Nullable Bytes record(RecordKind kind, long index) {
            return words.get(index);
        }
    }
}
