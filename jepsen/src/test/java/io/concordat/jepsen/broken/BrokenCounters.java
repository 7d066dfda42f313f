package io.concordat.jepsen.broken;

import io.concordat.api.Command;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.ServiceProvider;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.services.counter.CounterProvider;
import io.concordat.state.MerkleState;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counters with one thing wrong each, under the true ones' name. */
final class BrokenCounters {
    private static final int OFTEN = 20;

    private BrokenCounters() {}

    abstract static class Provider implements ServiceProvider {
        @Override
        public String name() {
            return CounterProvider.NAME;
        }

        static StateMachine right(Limits limits) {
            return new CounterProvider().create(limits);
        }
    }

    /** Answers reads from what it answered before. */
    public static final class StaleRead extends Provider {
        @Override
        public StateMachine create(Limits limits) {
            return new Bent(right(limits)) {
                private final TreeMap<Bytes, Bytes> answers = new TreeMap<>();

                @Override
                public Bytes query(Query query) {
                    if (every(OFTEN)) {
                        answers.clear();
                    }
                    return answers.computeIfAbsent(query.bytes(), bytes -> inner.query(query));
                }
            };
        }
    }

    /** Answers some adds without keeping them. */
    public static final class LostUpdate extends Provider {
        @Override
        public StateMachine create(Limits limits) {
            return new Bent(right(limits)) {
                private @Nullable KeyedState state;

                @Override
                public void open(KeyedState own) {
                    state = own;
                    super.open(own);
                }

                @Override
                Bytes bend(Command command) {
                    KeyedState kept = Objects.requireNonNull(state);
                    TreeMap<Bytes, Bytes> before = new TreeMap<>();
                    kept.scan(Bytes.EMPTY, Bytes.EMPTY, (key, value) -> before.put(key, value) == null);
                    Bytes reply = inner.apply(command);
                    if (every(OFTEN)) {
                        before.forEach(kept::put);
                    }
                    return reply;
                }
            };
        }
    }

    /** Executes some commands twice. */
    public static final class DoubleApply extends Provider {
        @Override
        public StateMachine create(Limits limits) {
            return new Bent(right(limits)) {
                @Override
                Bytes bend(Command command) {
                    Bytes reply = inner.apply(command);
                    if (every(OFTEN)) {
                        inner.apply(command);
                    }
                    return reply;
                }
            };
        }
    }

    /** Gives some commands the answer that belongs to the one before. */
    public static final class ReplyOfAnother extends Provider {
        @Override
        public StateMachine create(Limits limits) {
            return new Bent(right(limits)) {
                private Bytes last = Bytes.EMPTY;

                @Override
                Bytes bend(Command command) {
                    Bytes other = last;
                    last = inner.apply(command);
                    return every(OFTEN) && !other.isEmpty() ? other : last;
                }
            };
        }
    }

    /** Keeps what only one process knows in replicated state. */
    public static final class OwnOpinion extends Provider {
        @Override
        public StateMachine create(Limits limits) {
            return new Bent(right(limits)) {
                private @Nullable KeyedState state;

                @Override
                public void open(KeyedState own) {
                    state = own;
                    super.open(own);
                }

                @Override
                Bytes bend(Command command) {
                    Bytes process = Bytes.utf8("" + ProcessHandle.current().pid());
                    Objects.requireNonNull(state).put(Bytes.utf8("seen by"), process);
                    return inner.apply(command);
                }
            };
        }
    }

    /** Keeps its state where no snapshot finds it: what a replica starts from one without. */
    public static final class OutsideTheState extends Provider {
        @Override
        public StateMachine create(Limits limits) {
            return new Bent(right(limits)) {
                @Override
                public void open(KeyedState own) {
                    super.open(new MerkleState());
                }
            };
        }
    }
}
