package io.concordat.pbft;

import static io.concordat.pbft.Words.A;
import static io.concordat.pbft.Words.B;
import static io.concordat.pbft.Words.CONTEXT;
import static io.concordat.pbft.Words.FOUR;
import static io.concordat.pbft.Words.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.GroupContext;
import io.concordat.log.LogEntry;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.TestGroup.Flight;
import io.concordat.protocol.Evidence;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProofRules.Examination;
import io.concordat.protocol.RecordKey;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.Witnesses;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What members keep, held against their keys alone; and everything that is not what it says it is. */
class PbftProofsTest {
    private static final Witnesses WITNESSES =
            new Witnesses(CONTEXT, Words.members(4), Words.verifier(), Limits.DEFAULTS);
    private static final PbftProofs PROOFS = new PbftProofs();

    /** Past a checkpoint, and into another view. */
    private static TestGroup busy() {
        TestGroup group = new TestGroup(4);
        for (int i = 0; i < 70; i++) {
            group.request(i);
            group.settle();
        }
        group.member(1).crash();
        group.request(100);
        group.pass(5_000);
        group.propose(2, 101);
        group.pass(500);
        return group;
    }

    private static @Nullable String firstFlaw(TestMember member, Witnesses witnesses) {
        Examination examination = PROOFS.examine(witnesses, member.node, LogTail.EMPTY);
        for (RecordOp.Put record : member.records()) {
            String flaw = examination.record(record);
            if (flaw != null) {
                return record.key() + ": " + flaw;
            }
        }
        for (LogEntry entry : member.entries()) {
            String flaw = examination.entry(entry, member.certificate(entry.index()));
            if (flaw != null) {
                return entry.index() + ": " + flaw;
            }
        }
        LogEntry last = member.entries().get(member.entries().size() - 1);
        return examination.end(new LogTail(last.term(), last.index(), last.hash()));
    }

    @Test
    void whatHonestMembersKeepProvesItself() {
        TestGroup group = busy();
        assertThat(group.member(2).view()).isGreaterThan(0);
        assertThat(group.member(2).executed()).isGreaterThan(71);
        assertThat(group.all)
                .allSatisfy(m -> assertThat(firstFlaw(m, WITNESSES)).isNull());
    }

    @Test
    void nothingOfItHoldsForAnotherGroupOrAnotherEpoch() {
        TestMember member = busy().member(3);
        for (GroupContext other :
                List.of(new GroupContext(CONTEXT.cluster(), 1, 0), new GroupContext(CONTEXT.cluster(), 0, 1))) {
            assertThat(firstFlaw(member, new Witnesses(other, WITNESSES.members(), Words.verifier(), Limits.DEFAULTS)))
                    .isNotNull();
        }
    }

    @Test
    void everyChangedByteOfEveryRecordIsFound() {
        TestMember member = busy().member(3);
        Random random = new Random(7);
        for (RecordOp.Put record : member.records()) {
            for (int i = 0; i < 40; i++) {
                RecordOp.Put changed = changed(record, random);
                assertThat(PROOFS.examine(WITNESSES, 3, LogTail.EMPTY).record(changed))
                        .as("%s", changed)
                        .isNotNull();
            }
        }
        LogEntry entry = member.entries().get(5);
        RecordOp.Put certificate = Objects.requireNonNull(member.certificate(entry.index()));
        Examination examination = PROOFS.examine(WITNESSES, 3, LogTail.EMPTY);
        for (int at = 0; at < certificate.payload().length(); at++) {
            assertThat(examination.entry(entry, changed(certificate, at, 1 << (at % 8))))
                    .isNotNull();
        }
    }

    private static RecordOp.Put changed(RecordOp.Put record, Random random) {
        return changed(record, random.nextInt(record.payload().length()), 1 + random.nextInt(255));
    }

    private static RecordOp.Put changed(RecordOp.Put record, int at, int mask) {
        byte[] bytes = record.payload().toArray();
        bytes[at] ^= (byte) mask;
        return new RecordOp.Put(record.key(), record.term(), record.hash(), Bytes.wrap(bytes));
    }

    @Test
    void anEntryNeedsTheCertificateOfItsOwnBatchInItsOwnPlace() {
        TestMember member = busy().member(3);
        LogEntry entry = member.entries().get(5);
        Examination examination = PROOFS.examine(WITNESSES, 3, LogTail.EMPTY);
        assertThat(examination.entry(entry, null)).contains("nothing proves");
        assertThat(examination.entry(entry, member.certificate(entry.index() + 1)))
                .contains("slot 7");
        assertThat(examination.entry(entry, certificate(Words.committed(0, 6, A, FOUR))))
                .contains("another batch");
        Hash digest = entry.batch().digest(CONTEXT);
        assertThat(examination.entry(entry, certificate(Words.committed(0, 6, digest, FOUR))))
                .isNull();
        List<Statement> three = Words.committed(0, 6, digest, FOUR).commits();
        assertThat(examination.entry(entry, certificate(new CommitCertificate(three.subList(0, 2)))))
                .contains("2 statements");
        assertThat(examination.entry(
                        entry, certificate(new CommitCertificate(List.of(three.get(0), three.get(1), three.get(1))))))
                .contains("twice");
        assertThat(examination.entry(
                        entry,
                        certificate(new CommitCertificate(
                                List.of(three.get(0), three.get(1), say(Phase.COMMIT, 0, 6, digest, 9))))))
                .contains("no member");
    }

    private static RecordOp.Put certificate(CommitCertificate certificate) {
        return Journal.decided(certificate);
    }

    @Test
    void aStableCheckpointTiesDownChainAndEnd() {
        CheckpointCertificate stable = Words.checkpoint(64, FOUR);
        RecordOp.Put record = Journal.stable(stable);
        LogEntry sixty4 = busy().member(3).entries().get(63);
        assertThat(sixty4.index()).isEqualTo(64);

        Examination examination = PROOFS.examine(WITNESSES, 3, LogTail.EMPTY);
        assertThat(examination.record(record)).isNull();
        assertThat(examination.entry(
                        sixty4,
                        certificate(Words.committed(0, 64, sixty4.batch().digest(CONTEXT), FOUR))))
                .contains("another history");
        assertThat(examination.end(new LogTail(0, 63, A))).contains("went on to 64");
        assertThat(examination.end(new LogTail(0, 64, A))).isNull();

        Examination later = PROOFS.examine(WITNESSES, 3, new LogTail(0, 64, B));
        assertThat(later.record(record)).isNull();
        assertThat(later.end(new LogTail(0, 70, B))).contains("another history");
    }

    @Test
    void aSnapshotIsWhatAQuorumHasSignedInPlaceStateAndSize() {
        Examination examination = PROOFS.examine(WITNESSES, 3, LogTail.EMPTY);
        assertThat(examination.snapshot(snapshot(64, A, B, 100))).contains("nothing proves");
        assertThat(examination.record(Journal.marked(Words.checkpoint(64, FOUR))))
                .isNull();
        assertThat(examination.snapshot(snapshot(64, A, B, 100))).isNull();
        assertThat(examination.snapshot(snapshot(64, A, A, 100))).contains("another state");
        assertThat(examination.snapshot(snapshot(64, B, B, 100))).contains("another state");
        assertThat(examination.snapshot(snapshot(64, A, B, 99))).contains("another state");
        assertThat(examination.snapshot(snapshot(65, A, B, 100))).contains("another state");
    }

    private static SnapshotId snapshot(long index, Hash chain, Hash root, long bytes) {
        return new SnapshotId(index, 0, chain, root, A, bytes, 1);
    }

    @Test
    void anotherMembersWordsAreNotOnesOwn() {
        TestMember member = busy().member(3);
        assertThat(member.records().stream()
                        .map(PROOFS.examine(WITNESSES, 4, LogTail.EMPTY)::record)
                        .filter(Objects::nonNull))
                .isNotEmpty();
    }

    @Test
    void keptEvidenceConvictsWhoeverSignedBoth() throws MalformedException {
        TestGroup group = new TestGroup(4);
        group.member(1).crash();
        group.deliver(new Flight(1, 4, proposal(1)));
        group.deliver(new Flight(1, 4, proposal(2)));
        group.settle();
        RecordOp.Put kept = group.member(4).records().stream()
                .filter(r -> r.key().kind() == RecordKind.EVIDENCE)
                .findFirst()
                .orElseThrow();
        Evidence evidence = PROOFS.evidence(kept.payload());
        assertThat(evidence.signer()).isEqualTo(1);
        assertThat(evidence.phase()).isEqualTo("PRE_PREPARE");
        assertThat(PROOFS.flaw(WITNESSES, evidence)).isNull();
        assertThat(firstFlaw(group.member(4), WITNESSES)).isNull();
    }

    private static PrePrepare proposal(int request) {
        var batch = io.concordat.log.Batch.of(2, 1, 0, List.of(TestMember.request(request)));
        return new PrePrepare(say(Phase.PRE_PREPARE, 0, 2, batch.digest(CONTEXT), 1), batch);
    }

    @Test
    void nobodyIsConvictedByLess() {
        Statement one = say(Phase.COMMIT, 3, 7, A, 2);
        for (Statement other : List.of(
                one,
                say(Phase.COMMIT, 4, 7, B, 2),
                say(Phase.COMMIT, 3, 8, B, 2),
                say(Phase.PREPARE, 3, 7, B, 2),
                say(Phase.COMMIT, 3, 7, B, 1))) {
            assertThatThrownBy(() -> PROOFS.evidence(both(one, other))).isInstanceOf(MalformedException.class);
        }
        Statement forged = new Statement(Phase.COMMIT, 3, 7, B, 2, one.signature());
        assertThat(flaw(one, forged)).contains("signature");
        assertThat(flaw(say(Phase.COMMIT, 3, 7, A, 9), say(Phase.COMMIT, 3, 7, B, 9)))
                .contains("no member");
        assertThat(flaw(one, say(Phase.COMMIT, 3, 7, B, 2))).isNull();
        assertThat(PROOFS.flaw(WITNESSES, new Evidence(2, "SHRUG", 3, 7, signed(one), signed(forged))))
                .contains("SHRUG");
    }

    private static @Nullable String flaw(Statement one, Statement other) {
        return PROOFS.flaw(
                WITNESSES,
                new Evidence(one.signer(), one.phase().name(), one.view(), one.index(), signed(one), signed(other)));
    }

    private static Evidence.Signed signed(Statement statement) {
        return new Evidence.Signed(statement.digest(), statement.signature());
    }

    private static Bytes both(Statement one, Statement other) {
        ByteWriter out = new ByteWriter(2 * Statement.LENGTH);
        one.encode(out);
        other.encode(out);
        return out.toBytes();
    }

    /** Thrown at it: bytes that somebody made up. Nothing but an answer may come of it. */
    @Test
    void rubbishIsRefusedAndBreaksNothing() {
        Random random = new Random(11);
        List<RecordOp.Put> records = busy().member(3).records();
        for (int i = 0; i < 20_000; i++) {
            RecordOp.Put like = records.get(random.nextInt(records.size()));
            byte[] bytes = like.payload().toArray();
            for (int j = 0; j < 4; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Bytes cut = Bytes.wrap(bytes).slice(0, random.nextInt(bytes.length + 1));
            RecordKind kind = random.nextInt(3) == 0 ? RecordKind.EVIDENCE : RecordKind.OWN_MESSAGE;
            RecordKey key = new RecordKey(kind, random.nextInt(300));
            RecordOp.Put rubbish = new RecordOp.Put(key, 0, Hash.ZERO, cut);
            PROOFS.examine(WITNESSES, 3, LogTail.EMPTY).record(rubbish);
            PROOFS.flaw(WITNESSES, 5, A, cut);
        }
    }
}
