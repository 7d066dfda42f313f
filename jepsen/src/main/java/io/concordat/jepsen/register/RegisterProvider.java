package io.concordat.jepsen.register;

import io.concordat.api.ServiceProvider;
import io.concordat.api.StateMachine;
import io.concordat.config.Limits;

/** Makes registers mountable as "register". */
public final class RegisterProvider implements ServiceProvider {
    public static final String NAME = "register";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StateMachine create(Limits limits) {
        return new Registers();
    }
}
