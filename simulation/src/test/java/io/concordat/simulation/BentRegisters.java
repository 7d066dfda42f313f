package io.concordat.simulation;

import io.concordat.api.Command;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.state.MerkleState;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The simulator's registers with one thing wrong each. */
final class BentRegisters {
    private static final int OFTEN = 20;
    private static final AtomicInteger LIVES = new AtomicInteger();

    private BentRegisters() {}

    /** Reaches into the state of the machine it bends. */
    private abstract static class Meddling extends Bent {
        private @Nullable KeyedState state;

        Meddling(StateMachine right) {
            super(right);
        }

        @Override
        public void open(KeyedState own) {
            state = own;
            super.open(own);
        }

        KeyedState state() {
            return Objects.requireNonNull(state);
        }
    }

    /** Answers reads from what it answered before. */
    static final class StaleRead extends Bent {
        private final TreeMap<Bytes, Bytes> answers = new TreeMap<>();

        StaleRead(StateMachine right) {
            super(right);
        }

        @Override
        public Bytes query(Query query) {
            return answers.computeIfAbsent(query.bytes(), bytes -> inner.query(query));
        }
    }

    /** Answers some commands without keeping them. */
    static final class LostUpdate extends Meddling {
        LostUpdate(StateMachine right) {
            super(right);
        }

        @Override
        public Bytes apply(Command command) {
            KeyedState kept = state();
            TreeMap<Bytes, Bytes> before = new TreeMap<>();
            kept.scan(Bytes.EMPTY, Bytes.EMPTY, (key, value) -> before.put(key, value) == null);
            Bytes reply = inner.apply(command);
            if (every(OFTEN, command)) {
                before.forEach(kept::put);
            }
            return reply;
        }
    }

    /** Executes some commands twice. */
    static final class DoubleApply extends Bent {
        DoubleApply(StateMachine right) {
            super(right);
        }

        @Override
        public Bytes apply(Command command) {
            Bytes reply = inner.apply(command);
            if (every(OFTEN, command)) {
                inner.apply(command);
            }
            return reply;
        }
    }

    /** Gives some commands the answer that belongs to the one before. */
    static final class ReplyOfAnother extends Bent {
        private Bytes last = Bytes.EMPTY;

        ReplyOfAnother(StateMachine right) {
            super(right);
        }

        @Override
        public Bytes apply(Command command) {
            Bytes other = last;
            last = inner.apply(command);
            return every(OFTEN, command) && !other.isEmpty() ? other : last;
        }
    }

    /** Keeps what only one replica knows in replicated state. */
    static final class OwnOpinion extends Meddling {
        private final Bytes life = Bytes.utf8("" + LIVES.incrementAndGet());

        OwnOpinion(StateMachine right) {
            super(right);
        }

        @Override
        public Bytes apply(Command command) {
            state().put(Bytes.utf8("seen by"), life);
            return inner.apply(command);
        }
    }

    /** Keeps its state where no snapshot finds it: what a replica starts from one without. */
    static final class OutsideTheState extends Bent {
        OutsideTheState(StateMachine right) {
            super(right);
        }

        @Override
        public void open(KeyedState own) {
            super.open(new MerkleState());
        }
    }
}
