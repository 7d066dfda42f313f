package io.concordat.simulation.invariants;

import io.concordat.bytes.Bytes;
import io.concordat.simulation.workload.Workload;

/** Replies and answers are what an independent model makes of the committed order. */
public final class ModelAgreement {
    private final Checks checks;
    private final Workload.Model model;
    private long last = -1;

    public ModelAgreement(Checks checks, Workload.Model model) {
        this.checks = checks;
        this.model = model;
    }

    /** Some replica has executed a command; only the first to reach a place is told to the model. */
    public void executed(long place, Bytes command, Bytes reply) {
        if (place <= last) {
            return;
        }
        checks.counted();
        last = place;
        Bytes expected = model.reply(place, command, reply);
        if (!expected.equals(reply)) {
            checks.violated(
                    "reply-equals-replay",
                    "command " + command + " at " + place + " replies " + reply + ", a replay says " + expected);
        }
    }

    /** A read that saw everything up to {@code place}. */
    public void answered(long place, Bytes query, Bytes answer) {
        checks.counted();
        Bytes expected = model.answer(place, query, answer);
        if (!expected.equals(answer)) {
            checks.violated(
                    "read-equals-replay",
                    "query " + query + " at " + place + " answers " + answer + ", a replay says " + expected);
        }
    }
}
