package io.concordat.services.counter;

import io.concordat.api.ServiceProvider;
import io.concordat.api.StateMachine;
import io.concordat.config.Limits;
import io.concordat.services.counter.state.Counters;

/** Makes counters mountable as "counter". */
public final class CounterProvider implements ServiceProvider {
    public static final String NAME = "counter";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StateMachine create(Limits limits) {
        return new Counters(limits.nameBytes());
    }
}
