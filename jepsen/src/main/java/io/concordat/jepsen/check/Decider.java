package io.concordat.jepsen.check;

import java.util.Optional;

/** Decides problems of one shape in nearly linear time, and says of others that they are none of its business. */
public interface Decider {
    String name();

    <S> Optional<Verdict> decide(Problem<S> problem, Budget budget);
}
