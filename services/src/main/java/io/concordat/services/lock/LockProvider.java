package io.concordat.services.lock;

import io.concordat.api.ServiceProvider;
import io.concordat.api.StateMachine;
import io.concordat.config.Limits;
import io.concordat.services.lock.state.Locks;

/** Makes locks mountable as "lock". */
public final class LockProvider implements ServiceProvider {
    public static final String NAME = "lock";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StateMachine create(Limits limits) {
        return new Locks(LockLimits.DEFAULTS.withNameBytes(limits.nameBytes()));
    }
}
