package io.concordat.pbft;

import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.crypto.BadSignatureException;
import io.concordat.log.Batch;
import io.concordat.log.LogEntry;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProofRules;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.Witnesses;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One member's records held against the members' keys: each entry's commit certificate, the stable checkpoint's against
 * the chain and the snapshot at its index, and every word it has kept of its own.
 */
final class RecordExamination implements ProofRules.Examination {
    private final Witnesses witnesses;
    private final int self;
    private final LogTail boundary;
    private final Quorums quorums;
    private final PbftProofs proofs = new PbftProofs();
    private final SignatureChecks checks;
    private final SortedMap<Long, Hash> accepted = new TreeMap<>();
    private final SortedMap<Long, Hash> bodies = new TreeMap<>();
    private @Nullable CheckpointCertificate stable;
    private @Nullable CheckpointCertificate marked;

    RecordExamination(Witnesses witnesses, int self, LogTail boundary) {
        this.witnesses = witnesses;
        this.self = self;
        this.boundary = boundary;
        this.quorums = Quorums.of(witnesses.members());
        this.checks = PbftProofs.checks(witnesses);
    }

    @Override
    public @Nullable String record(RecordOp.Put record) {
        try {
            if (record.key().kind() == RecordKind.EVIDENCE) {
                return proofs.flaw(witnesses, proofs.evidence(record.payload()));
            }
            Words words = new Words();
            Journal.read(record, witnesses.limits(), words);
            return words.flaw;
        } catch (MalformedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public @Nullable String entry(LogEntry entry, RecordOp.@Nullable Put certificate) {
        CheckpointCertificate proved = stable;
        if (proved != null && proved.index() == entry.index() && !proved.chain().equals(entry.hash())) {
            return "a quorum has signed another history up to here";
        }
        if (entry.index() == ViewChangeRules.GENESIS) {
            // Where all start from, by the configuration and not by agreement.
            return null;
        }
        return certificate == null
                ? "nothing proves that the group agreed on this entry"
                : proofs.flaw(
                        witnesses, entry.index(), entry.batch().digest(witnesses.context()), certificate.payload());
    }

    @Override
    public @Nullable String snapshot(SnapshotId snapshot) {
        CheckpointCertificate proved = marked;
        if (proved == null) {
            return "nothing proves the snapshot that the log counts on";
        }
        String flaw = OfferRules.flaw(proved, snapshot, quorums);
        return flaw == null ? null : "a quorum has signed another state at " + snapshot.index() + ": " + flaw;
    }

    @Override
    public @Nullable String end(LogTail tail) {
        for (Map.Entry<Long, Hash> open : accepted.tailMap(tail.index() + 1).entrySet()) {
            if (!open.getValue().equals(bodies.get(open.getKey()))) {
                return "of slot " + open.getKey() + " a proposal was accepted, and its batch is not here";
            }
        }
        CheckpointCertificate proved = stable;
        if (proved == null) {
            return null;
        }
        if (proved.index() > tail.index()) {
            return "the log ends here, and a quorum has signed that it went on to " + proved.index();
        }
        return proved.index() == boundary.index() && !proved.chain().equals(boundary.hash())
                ? "the log begins after another history than a quorum has signed"
                : null;
    }

    /** What is wrong with one record of own words. */
    private final class Words implements Journal.Reader {
        private @Nullable String flaw;

        @Override
        public void accepted(Statement proposal, @Nullable Statement prepare) {
            boolean whole = proposal.phase() == Phase.PRE_PREPARE
                    && proposal.signer() == quorums.primary(proposal.view())
                    && (prepare == null
                            || prepare.says(Phase.PREPARE, proposal.view(), proposal.index(), proposal.digest()));
            require(whole, "its proposal and PREPARE do not belong together");
            signed(proposal);
            own(prepare);
            accepted.put(proposal.index(), proposal.digest());
        }

        @Override
        public void body(Batch batch, Hash digest) {
            require(
                    batch.intact() && digest.equals(batch.digest(witnesses.context())),
                    "it is another batch than it claims to be");
            bodies.put(batch.index(), digest);
        }

        @Override
        public void otherBody(Batch batch) {
            require(batch.intact(), "a payload differs from its digest");
        }

        @Override
        public void prepared(PreparedCertificate certificate, Statement commit) {
            require(
                    commit.says(Phase.COMMIT, certificate.view(), certificate.index(), certificate.digest()),
                    "its COMMIT is about something else than its certificate");
            learn(Certificates.flaw(certificate, quorums));
            signed(certificate.proposal());
            certificate.prepares().forEach(this::signed);
            own(commit);
        }

        @Override
        public void checkpoint(Checkpoint own) {
            require(
                    own.statement()
                            .says(
                                    Phase.CHECKPOINT,
                                    0,
                                    own.index(),
                                    CheckpointCertificate.digest(own.index(), own.chain(), own.root(), own.bytes())),
                    "its CHECKPOINT is about something else");
            own(own.statement());
        }

        @Override
        public void viewChange(ViewChange own) {
            check(() -> checks.check(witnesses.context(), own));
            require(own.statement().signer() == self, "it is not this member's own");
        }

        @Override
        public void newView(NewView view) {
            check(() -> checks.check(witnesses.context(), view));
        }

        @Override
        public void stable(CheckpointCertificate certificate) {
            learn(Certificates.flaw(certificate, quorums));
            certificate.statements().forEach(this::signed);
            stable = certificate;
        }

        @Override
        public void marked(CheckpointCertificate certificate) {
            learn(Certificates.flaw(certificate, quorums));
            certificate.statements().forEach(this::signed);
            marked = certificate;
        }

        private void own(@Nullable Statement statement) {
            if (statement != null) {
                require(statement.signer() == self, statement + " is not this member's own");
                signed(statement);
            }
        }

        private void signed(Statement statement) {
            check(() -> checks.check(witnesses.context(), statement));
        }

        private void require(boolean holds, String otherwise) {
            learn(holds ? null : otherwise);
        }

        private void learn(@Nullable String found) {
            flaw = flaw == null ? found : flaw;
        }

        private void check(Check check) {
            try {
                check.run();
            } catch (BadSignatureException e) {
                learn(PbftProofs.badSignature(e));
            }
        }
    }

    /** A signature check. */
    private interface Check {
        void run() throws BadSignatureException;
    }
}
