package io.concordat.record;

import io.concordat.config.Limits;
import io.concordat.crypto.Verifier;
import io.concordat.membership.Membership;
import io.concordat.protocol.ProofRules;
import org.jspecify.annotations.Nullable;

/**
 * What an audit takes for granted.
 *
 * @param members what the group is known to have started from; null: whatever its log says
 * @param proofs which records prove something, and how
 */
public record AuditTerms(Limits limits, @Nullable Membership members, ProofRules proofs, Verifier verifier) {
    /** For logs that are only held against themselves: form, checksums and chain. */
    public static AuditTerms of(Limits limits) {
        return new AuditTerms(limits, null, ProofRules.NONE, (key, message, signature) -> false);
    }
}
