package io.concordat.pbft;

import io.concordat.bytes.Hash;
import io.concordat.config.Limits;
import io.concordat.log.GroupContext;
import io.concordat.protocol.Effect;
import io.concordat.runtime.Invariant;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the parts of one replica share: who and where it is, its slots and view, its signature, what the step wants. */
final class PbftCore {
    /** Proof enough; a liar must not make us write for ever. */
    private static final int MOST_ACCUSED = 1_024;

    private final int self;
    private final GroupContext context;
    private final Quorums quorums;
    private final PbftConfig config;
    private final Limits limits;
    private final SigningGuard guard;
    private final StepOutput out;
    private final CurrentView view;
    private final Slots slots;
    private final SortedSet<String> accused = new TreeSet<>();
    private final SortedSet<Integer> convicted = new TreeSet<>();
    private long now;

    /** Where it is. */
    record Place(CurrentView view, Slots slots) {}

    PbftCore(
            int self,
            GroupContext context,
            Quorums quorums,
            PbftConfig config,
            Limits limits,
            SigningGuard guard,
            StepOutput out,
            Place place) {
        this.self = self;
        this.context = context;
        this.quorums = quorums;
        this.config = config;
        this.limits = limits;
        this.guard = guard;
        this.out = out;
        this.view = place.view();
        this.slots = place.slots();
    }

    int self() {
        return self;
    }

    GroupContext context() {
        return context;
    }

    Quorums quorums() {
        return quorums;
    }

    PbftConfig config() {
        return config;
    }

    Limits limits() {
        return limits;
    }

    StepOutput out() {
        return out;
    }

    CurrentView view() {
        return view;
    }

    Slots slots() {
        return slots;
    }

    SigningGuard guard() {
        return guard;
    }

    long now() {
        return now;
    }

    void now(long moment) {
        now = Math.max(now, moment);
    }

    /** Every promise passes here: a member without its memory makes none. */
    Statement sign(Phase phase, long ofView, long index, Hash digest) {
        Invariant.check(!view.silent(), "a promise by a member that has lost its memory");
        return guard.sign(phase, ofView, index, digest);
    }

    /** Says why a message is dropped, if there is a reason; returns whether there is. */
    boolean drops(int sender, @Nullable String flaw) {
        if (flaw == null) {
            return false;
        }
        out.add(new Effect.Dropped(sender, flaw));
        return true;
    }

    /** Whether {@code member} has signed here, in this life, what contradicts itself. */
    boolean convicted(int member) {
        return convicted.contains(member);
    }

    /** The signer of both cannot be honest; both are kept, and the later one is not counted. */
    void evidence(Statement one, Statement other) {
        convicted.add(one.signer());
        if (accused.size() >= MOST_ACCUSED || !accused.add(one + " / " + other.signer())) {
            return;
        }
        out.write(Journal.evidence(one, other));
        out.add(new Effect.Accuse(one.signer(), "signed both " + one + " and " + other));
    }
}
