package io.concordat.pbft;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.crypto.BadSignatureException;
import io.concordat.protocol.Attestation;
import io.concordat.protocol.Evidence;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProofRules;
import io.concordat.protocol.Witnesses;
import org.jspecify.annotations.Nullable;

/** What PBFT's records prove to anybody who knows the members' keys. Stateless, thread-safe. */
final class PbftProofs implements ProofRules {
    @Override
    public boolean certifies() {
        return true;
    }

    @Override
    public Examination examine(Witnesses witnesses, int self, LogTail boundary) {
        return new RecordExamination(witnesses, self, boundary);
    }

    @Override
    public @Nullable String flaw(Witnesses witnesses, long index, Hash digest, Bytes certificate) {
        try {
            CommitCertificate commits = Journal.readDecided(certificate);
            if (commits.index() != index) {
                return "it is about slot " + commits.index();
            }
            if (!commits.digest().equals(digest)) {
                return "it is about another batch than this one";
            }
            String flaw = Certificates.flaw(commits, Quorums.of(witnesses.members()));
            if (flaw == null) {
                checks(witnesses).check(witnesses.context(), commits.commits());
            }
            return flaw;
        } catch (MalformedException e) {
            return "it cannot be read: " + e.getMessage();
        } catch (BadSignatureException e) {
            return badSignature(e);
        }
    }

    @Override
    public Evidence evidence(Bytes payload) throws MalformedException {
        ByteReader in = new ByteReader(payload);
        Statement one = Statement.decode(in);
        Statement other = Statement.decode(in);
        in.end();
        if (!one.contradicts(other)) {
            throw new MalformedException(one + " and " + other + " do not contradict each other");
        }
        return new Evidence(one.signer(), one.phase().name(), one.view(), one.index(), signed(one), signed(other));
    }

    private static Evidence.Signed signed(Statement statement) {
        return new Evidence.Signed(statement.digest(), statement.signature());
    }

    @Override
    public @Nullable String flaw(Witnesses witnesses, Evidence evidence) {
        try {
            Statement one = statement(evidence, evidence.one());
            Statement other = statement(evidence, evidence.other());
            if (!one.contradicts(other)) {
                return "its two statements do not contradict each other";
            }
            if (witnesses.key(evidence.signer()) == null) {
                return "node " + evidence.signer() + " is no member";
            }
            checks(witnesses).check(witnesses.context(), one);
            checks(witnesses).check(witnesses.context(), other);
            return null;
        } catch (MalformedException e) {
            return String.valueOf(e.getMessage());
        } catch (BadSignatureException e) {
            return badSignature(e);
        }
    }

    private static Statement statement(Evidence evidence, Evidence.Signed signed) throws MalformedException {
        return new Statement(
                Phase.named(evidence.phase()),
                evidence.term(),
                evidence.index(),
                signed.digest(),
                evidence.signer(),
                signed.signature());
    }

    static String badSignature(BadSignatureException e) {
        return "its signature does not hold: " + e.getMessage();
    }

    static SignatureChecks checks(Witnesses witnesses) {
        return new SignatureChecks(
                new Attestation(witnesses.context(), witnesses.verifier(), witnesses::key, client -> true, true));
    }
}
