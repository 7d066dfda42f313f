package io.concordat.pbft;

import io.concordat.bytes.Bytes;
import io.concordat.crypto.BadSignatureException;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.protocol.Attestation;
import org.jspecify.annotations.Nullable;

/**
 * Checks every signature a message carries, nested ones included. Off the loop; each is checked once, because the
 * verifier remembers. Stateless, thread-safe.
 */
record SignatureChecks(Attestation attestation) {
    void check(GroupContext context, Statement statement) throws BadSignatureException {
        @Nullable Bytes key = attestation.memberKey().apply(statement.signer());
        if (key == null || !attestation.verifier().verify(key, statement.signedBytes(context), statement.signature())) {
            throw new BadSignatureException(statement.toString());
        }
    }

    void check(GroupContext context, Iterable<Statement> statements) throws BadSignatureException {
        for (Statement statement : statements) {
            check(context, statement);
        }
    }

    void check(GroupContext context, ViewChange change) throws BadSignatureException {
        check(context, change.statement());
        CheckpointCertificate stable = change.stable();
        if (stable != null) {
            check(context, stable.statements());
        }
        for (PreparedCertificate prepared : change.prepared()) {
            check(context, prepared.proposal());
            check(context, prepared.prepares());
        }
    }

    void check(GroupContext context, NewView view) throws BadSignatureException {
        check(context, view.statement());
        for (ViewChange change : view.changes()) {
            check(context, change);
        }
        check(context, view.proposals());
    }

    /** Whether this group may agree on a bundle: a function of its bytes and the configuration alone (design §4.10). */
    void check(GroupContext context, Bundle bundle) throws BadSignatureException {
        boolean ours = bundle.cluster().equals(context.cluster()) && bundle.group() == context.group();
        boolean signed = !attestation.signedBundles()
                || (attestation.client().test(bundle.clientKey())
                        && attestation.verifier().verify(bundle.clientKey(), bundle.signedBytes(), bundle.signature()));
        if (!ours || !signed) {
            throw new BadSignatureException("a bundle that no client of this group has signed");
        }
    }

    void check(GroupContext context, Batch batch) throws BadSignatureException {
        for (Bundle bundle : batch.bundles()) {
            check(context, bundle);
        }
    }
}
