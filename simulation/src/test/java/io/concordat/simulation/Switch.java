package io.concordat.simulation;

import io.concordat.api.Command;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.simulation.workload.Workload;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One small number, changed by compare-and-set alone; the blind one sets without comparing. */
final class Switch implements StateMachine {
    private static final int VALUES = 3;
    private static final Bytes KEY = Bytes.utf8("switch");

    private final boolean blind;
    private @Nullable KeyedState state;

    private Switch(boolean blind) {
        this.blind = blind;
    }

    static Workload workload(boolean blind) {
        return new Workload(
                () -> new Switch(blind),
                random -> pair(random.below(VALUES), random.below(VALUES)),
                random -> Bytes.EMPTY,
                Meaning::new);
    }

    private static Bytes pair(long old, long next) {
        return new ByteWriter(16).u64(old).u64(next).toBytes();
    }

    private static Bytes number(long value) {
        return new ByteWriter(8).u64(value).toBytes();
    }

    private static long at(int place, Bytes bytes) {
        try {
            ByteReader in = new ByteReader(bytes);
            for (int i = 0; i < place; i++) {
                in.u64();
            }
            return in.u64();
        } catch (MalformedException e) {
            throw new IllegalStateException("only the simulator's clients speak here", e);
        }
    }

    @Override
    public void open(KeyedState own) {
        state = own;
    }

    private long value() {
        Bytes stored = Objects.requireNonNull(state).get(KEY);
        return stored == null ? 0 : at(0, stored);
    }

    @Override
    public Bytes apply(Command command) {
        boolean equal = value() == at(0, command.bytes());
        if (equal || blind) {
            Objects.requireNonNull(state).put(KEY, number(at(1, command.bytes())));
        }
        return number(equal || blind ? 1 : 0);
    }

    @Override
    public Bytes query(Query query) {
        return number(value());
    }

    /** What it means, said once more. */
    private static final class Meaning implements Workload.Model {
        private final TreeMap<Long, Long> values = new TreeMap<>(Map.of(-1L, 0L));

        @Override
        public Bytes reply(long place, Bytes command, Bytes replied) {
            boolean equal = values.lastEntry().getValue() == at(0, command);
            if (equal) {
                values.put(place, at(1, command));
            }
            return number(equal ? 1 : 0);
        }

        @Override
        public Bytes answer(long place, Bytes query, Bytes answered) {
            return number(values.floorEntry(place).getValue());
        }
    }
}
