package io.concordat.pbft;

import io.concordat.bytes.Hash;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What makes several statements one proof. Says what is wrong, or null; signatures are checked elsewhere. */
final class Certificates {
    private Certificates() {}

    /** The primary's PRE-PREPARE and the PREPAREs of enough distinct backups, all of one view, slot and digest. */
    static @Nullable String flaw(PreparedCertificate certificate, Quorums quorums) {
        Statement proposal = certificate.proposal();
        if (proposal.phase() != Phase.PRE_PREPARE || proposal.signer() != quorums.primary(proposal.view())) {
            return "its proposal is not the primary's";
        }
        String flaw = flaw(
                certificate.prepares(),
                Phase.PREPARE,
                proposal.view(),
                proposal.index(),
                proposal.digest(),
                quorums.prepares(),
                quorums);
        boolean ofPrimary = certificate.prepares().stream().anyMatch(p -> p.signer() == proposal.signer());
        return ofPrimary ? "a primary does not prepare its own proposal" : flaw;
    }

    static @Nullable String flaw(CommitCertificate certificate, Quorums quorums) {
        return flaw(
                certificate.commits(),
                Phase.COMMIT,
                certificate.view(),
                certificate.index(),
                certificate.digest(),
                quorums.quorum(),
                quorums);
    }

    static @Nullable String flaw(CheckpointCertificate certificate, Quorums quorums) {
        return flaw(
                certificate.statements(),
                Phase.CHECKPOINT,
                0,
                certificate.index(),
                certificate.digest(),
                quorums.quorum(),
                quorums);
    }

    /** Exactly {@code needed}: fewer prove nothing, and more would give one proof many forms. */
    private static @Nullable String flaw(
            List<Statement> statements, Phase phase, long view, long index, Hash digest, int needed, Quorums quorums) {
        if (statements.size() != needed) {
            return statements.size() + " statements where " + needed + " are a proof";
        }
        SortedSet<Integer> signers = new TreeSet<>();
        for (Statement statement : statements) {
            if (!statement.says(phase, view, index, digest)) {
                return statement + " proves nothing about slot " + index + " in view " + view;
            }
            if (!quorums.contains(statement.signer())) {
                return statement.signer() + " is no member";
            }
            if (!signers.add(statement.signer())) {
                return statement.signer() + " is counted twice";
            }
        }
        return null;
    }
}
