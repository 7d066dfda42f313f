package io.concordat.jepsen.broken;

import io.concordat.api.Command;
import io.concordat.api.ServiceProvider;
import io.concordat.api.StateMachine;
import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.jepsen.register.RegisterProvider;
import io.concordat.jepsen.register.Registers;

/** Registers with one thing wrong each, under the true ones' name. */
final class BrokenRegisters {
    private BrokenRegisters() {}

    abstract static class Provider implements ServiceProvider {
        @Override
        public String name() {
            return RegisterProvider.NAME;
        }
    }

    /** Sets without comparing. */
    public static final class BlindSet extends Provider {
        private static final int COMPARE_AND_SET = 2;

        @Override
        public StateMachine create(Limits limits) {
            return new Bent(new Registers()) {
                @Override
                Bytes bend(Command command) {
                    try {
                        ByteReader in = new ByteReader(command.bytes());
                        if (in.u8() == COMPARE_AND_SET) {
                            long register = in.u64();
                            in.u64();
                            return inner.apply(with(Registers.write(register, in.u64()), command));
                        }
                        return inner.apply(command);
                    } catch (MalformedException e) {
                        return inner.apply(command);
                    }
                }
            };
        }
    }
}
