package io.concordat.jepsen.check;

/**
 * Depth first with a cache of what was tried (Wing and Gong 1993, Lowe 2016): good at finding an order where there is
 * one. A cached configuration names only the operations between the first that has not taken effect and the last that
 * has.
 */
public final class TreeSearch implements Engine {
    @Override
    public String name() {
        return "tree";
    }

    @Override
    public <S> Verdict decide(Problem<S> problem, Budget budget) {
        return new TreeWalk<>(problem, budget, name()).run();
    }
}
