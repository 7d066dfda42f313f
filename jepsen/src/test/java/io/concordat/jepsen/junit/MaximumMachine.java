package io.concordat.jepsen.junit;

import io.concordat.api.Command;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.ServiceProvider;
import io.concordat.api.StateMachine;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;

/** The greatest number ever offered. A user's machine: small, and nobody's but the user's. */
public class MaximumMachine implements StateMachine {
    static final Bytes READ = Bytes.utf8("read");
    private static final Bytes KEY = Bytes.utf8("maximum");

    protected KeyedState state;

    /** Makes it mountable. */
    public static final class Provider implements ServiceProvider {
        @Override
        public String name() {
            return "maximum";
        }

        @Override
        public StateMachine create(Limits limits) {
            return new MaximumMachine();
        }
    }

    /** The same with a mistake: it takes whatever was offered last for the greatest, now and then. */
    public static final class Forgetful implements ServiceProvider {
        @Override
        public String name() {
            return "maximum";
        }

        @Override
        public StateMachine create(Limits limits) {
            return new MaximumMachine() {
                @Override
                public Bytes apply(Command command) {
                    if (command.index() % 10 == 0) {
                        state.put(KEY, command.bytes().compact());
                        return Bytes.EMPTY;
                    }
                    return super.apply(command);
                }
            };
        }
    }

    @Override
    public void open(KeyedState own) {
        state = own;
    }

    @Override
    public Bytes apply(Command command) {
        if (value(command.bytes()) > value(query(null))) {
            state.put(KEY, command.bytes().compact());
        }
        return Bytes.EMPTY;
    }

    @Override
    public Bytes query(Query query) {
        Bytes stored = state.get(KEY);
        return stored == null ? offer(0L) : stored;
    }

    static Bytes offer(Long number) {
        return new ByteWriter(8).u64(number).toBytes();
    }

    static long value(Bytes bytes) {
        try {
            return new io.concordat.bytes.ByteReader(bytes).u64();
        } catch (io.concordat.bytes.MalformedException e) {
            return 0;
        }
    }
}
