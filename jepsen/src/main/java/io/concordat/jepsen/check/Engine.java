package io.concordat.jepsen.check;

/** Decides any problem, given time and memory. Stateless. */
public interface Engine {
    String name();

    <S> Verdict decide(Problem<S> problem, Budget budget);
}
