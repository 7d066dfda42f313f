package io.concordat.jepsen.check;

/**
 * Breadth first, just in time (Lowe 2016): all configurations that explain the history so far are carried from event to
 * event, and operations take effect only when a return demands it. Needs memory for the living configurations, not for
 * the length of the history; at most 64 completed operations may be open at once.
 */
public final class Frontier implements Engine {
    @Override
    public String name() {
        return "frontier";
    }

    @Override
    public <S> Verdict decide(Problem<S> problem, Budget budget) {
        return new FrontierSearch<>(problem, budget, name()).run();
    }
}
