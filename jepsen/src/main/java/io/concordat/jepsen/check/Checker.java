package io.concordat.jepsen.check;

import io.concordat.jepsen.history.History;
import io.concordat.jepsen.model.Model;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges histories: splits them into objects, asks the special deciders first and races the general engines for the
 * rest. An order that is found is replayed before it is believed. Thread-safe.
 */
public final class Checker {
    private static final int FIRST_TRY = 2_000;
    private static final long FIRST_NANOS = 300_000_000;

    private final List<Decider> deciders;
    private final Frontier frontier = new Frontier();
    private final Race race = new Race(List.of(frontier, new TreeSearch()));

    public Checker(List<Decider> deciders) {
        this.deciders = List.copyOf(deciders);
    }

    /** With all deciders there are. */
    public static Checker standard() {
        return new Checker(List.of(new LockDecider(), new CounterSweep(), new RegisterZones()));
    }

    List<Decider> deciders() {
        return deciders;
    }

    /** Blocks, at most about as long as the budget allows. */
    public <S> Judgement judge(Model<S> model, History history, Budget budget) {
        Set<String> engines = new LinkedHashSet<>();
        Judgement.Part<S> decisive = null;
        boolean undecided = false;
        for (Problem<S> problem : Problem.split(model, history)) {
            Verdict verdict = decide(problem, budget);
            engines.add(verdict.engine());
            if (verdict instanceof Verdict.Invalid) {
                return new Judgement(
                        Judgement.Validity.INVALID, new Judgement.Part<>(problem, verdict), List.copyOf(engines));
            }
            if (!undecided) {
                decisive = new Judgement.Part<>(problem, verdict);
            }
            undecided |= verdict instanceof Verdict.Unknown;
        }
        return new Judgement(
                undecided ? Judgement.Validity.UNKNOWN : Judgement.Validity.VALID, decisive, List.copyOf(engines));
    }

    /** One object. */
    public <S> Verdict decide(Problem<S> problem, Budget budget) {
        for (Decider decider : deciders) {
            Optional<Verdict> verdict = decider.decide(problem, budget);
            if (verdict.isPresent() && believable(problem, verdict.get())) {
                return verdict.get();
            }
        }
        // Most histories are easy, and threads cost more than those take.
        Verdict quick = frontier.decide(problem, budget.atMost(FIRST_TRY, FIRST_NANOS));
        if (!(quick instanceof Verdict.Unknown) && believable(problem, quick)) {
            return quick;
        }
        Verdict verdict = race.decide(problem, budget);
        return believable(problem, verdict)
                ? verdict
                : new Verdict.Unknown("an order was found that does not replay: a bug", 0, verdict.engine());
    }

    private static <S> boolean believable(Problem<S> problem, Verdict verdict) {
        return !(verdict instanceof Verdict.Valid valid)
                || Replay.fault(problem, valid.order()).isEmpty();
    }
}
