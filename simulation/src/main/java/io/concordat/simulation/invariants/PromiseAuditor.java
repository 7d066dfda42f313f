package io.concordat.simulation.invariants;

import io.concordat.protocol.DurableImage;
import io.concordat.protocol.Message;
import io.concordat.protocol.PromiseRules;

/** No promise leaves a node unless its synced disk supports it: what is promised must survive losing the power now. */
public final class PromiseAuditor {
    private final Checks checks;
    private final PromiseRules rules;

    public PromiseAuditor(Checks checks, PromiseRules rules) {
        this.checks = checks;
        this.rules = rules;
    }

    /** Whether messages of {@code kind} are worth decoding for an audit. */
    public boolean concerns(int kind) {
        return rules.concerns(kind);
    }

    /** As {@link PromiseRules#logsPrecedeCommitment}. */
    public boolean logsPrecedeCommitment() {
        return rules.logsPrecedeCommitment();
    }

    public void leaves(int sender, Message message, DurableImage image) {
        checks.counted();
        String broken = rules.broken(sender, message, image);
        if (broken != null) {
            checks.violated("promise-auditor", "node " + sender + ": " + broken);
        }
    }
}
