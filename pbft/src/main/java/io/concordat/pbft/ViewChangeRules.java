package io.concordat.pbft;

import io.concordat.pbft.PbftMessage.ViewChange;
import org.jspecify.annotations.Nullable;

/** When a VIEW-CHANGE counts: everything it claims must be proved by what it carries (P28, P29). */
final class ViewChangeRules {
    /** Where all start from: stable without proof. */
    static final long GENESIS = 1;

    private ViewChangeRules() {}

    /** What is wrong, or null. */
    static @Nullable String flaw(ViewChange message, Quorums quorums, PbftConfig config) {
        Statement statement = message.statement();
        if (statement.phase() != Phase.VIEW_CHANGE || statement.view() < 1) {
            return "not a VIEW-CHANGE";
        }
        if (!quorums.contains(statement.signer())) {
            return "its signer is no member";
        }
        CheckpointCertificate stable = message.stable();
        if (stable == null && statement.index() != GENESIS) {
            return "a stable checkpoint at " + statement.index() + " without proof";
        }
        if (stable != null) {
            String flaw = Certificates.flaw(stable, quorums);
            if (flaw != null || stable.index() != statement.index()) {
                return "its checkpoint proves nothing about " + statement.index() + ": " + flaw;
            }
        }
        return preparedFlaw(message, quorums, config);
    }

    private static @Nullable String preparedFlaw(ViewChange message, Quorums quorums, PbftConfig config) {
        long last = message.statement().index();
        long high = last + config.window();
        for (PreparedCertificate prepared : message.prepared()) {
            if (prepared.index() <= last || prepared.index() > high) {
                return "slot " + prepared.index() + " follows " + last + ", within " + high;
            }
            if (prepared.view() >= message.statement().view()) {
                return "slot " + prepared.index() + " is prepared in the view to come";
            }
            String flaw = Certificates.flaw(prepared, quorums);
            if (flaw != null) {
                return "slot " + prepared.index() + ": " + flaw;
            }
            last = prepared.index();
        }
        return null;
    }
}
