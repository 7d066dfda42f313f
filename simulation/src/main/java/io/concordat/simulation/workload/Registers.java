package io.concordat.simulation.workload;

import io.concordat.api.Command;
import io.concordat.api.Expiry;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.api.View;
import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The simulator's own state machine: 64-bit registers that are set and added to, and timers that tell their session
 * when they
 * are due. Small, but it uses everything a state machine may use. A register never set holds 0.
 */
public final class Registers implements StateMachine {
    static final int SET = 1;
    static final int ADD = 2;
    static final int TIMER = 3;
    static final int TELL = 4;

    private static final Bytes REGISTER = Bytes.utf8("r");
    private static final Bytes TIMERS = Bytes.utf8("t");
    private static final int KEY_LENGTH = 4;
    private static final int TIMER_KEY_LENGTH = 1 + 8 + 16 + 8;

    private KeyedState state = new NoState();
    private long deadline = Long.MAX_VALUE;

    @Override
    public void open(KeyedState given) {
        state = given;
        findDeadline();
    }

    @Override
    public Bytes apply(Command command) {
        try {
            ByteReader in = new ByteReader(command.bytes());
            int kind = in.u8();
            Bytes key = Bytes.concat(REGISTER, in.raw(KEY_LENGTH));
            long value = in.u64();
            return switch (kind) {
                case SET -> set(key, value);
                case ADD -> add(key, value);
                case TIMER -> timer(command, value);
                case TELL -> tell(command, value);
                default -> Bytes.utf8("unknown command");
            };
        } catch (MalformedException e) {
            return Bytes.utf8("malformed command");
        }
    }

    private Bytes set(Bytes key, long value) {
        Bytes before = number(read(key));
        state.put(key, number(value));
        return before;
    }

    private Bytes add(Bytes key, long delta) {
        Bytes after = number(read(key) + delta);
        state.put(key, after);
        return after;
    }

    private Bytes timer(Command command, long delayNanos) {
        long due = command.clusterNanos() + Math.max(1, delayNanos);
        Bytes key = new ByteWriter(TIMER_KEY_LENGTH)
                .raw(TIMERS)
                .u64(due)
                .raw(command.session())
                .u64(command.number())
                .toBytes();
        state.put(key, number(command.number()));
        deadline = Math.min(deadline, due);
        return number(due);
    }

    private Bytes tell(Command command, long value) {
        command.emit(command.session(), number(value));
        return number(value);
    }

    @Override
    public Bytes query(Query query) {
        return number(read(Bytes.concat(REGISTER, query.bytes())));
    }

    @Override
    public void expire(Expiry due) {
        long now = due.clusterNanos();
        if (deadline > now) {
            return;
        }
        List<Bytes> reached = new ArrayList<>();
        deadline = Long.MAX_VALUE;
        state.scan(TIMERS, TIMERS, (key, value) -> {
            long at = unsigned(key.slice(1, 8));
            if (at > now) {
                deadline = at;
                return false;
            }
            due.emit(key.slice(9, 16), value);
            reached.add(key);
            return true;
        });
        reached.forEach(state::remove);
    }

    @Override
    public long nextDeadline() {
        return deadline;
    }

    @Override
    public void sessionEnded(Bytes session, Expiry at) {
        List<Bytes> gone = new ArrayList<>();
        state.scan(TIMERS, TIMERS, (key, value) -> {
            if (key.slice(9, 16).equals(session)) {
                gone.add(key);
            }
            return true;
        });
        gone.forEach(state::remove);
        findDeadline();
    }

    private void findDeadline() {
        deadline = Long.MAX_VALUE;
        state.scan(TIMERS, TIMERS, (key, value) -> {
            deadline = unsigned(key.slice(1, 8));
            return false;
        });
    }

    private long read(Bytes key) {
        Bytes value = state.get(key);
        return value == null ? 0 : unsigned(value);
    }

    private static long unsigned(Bytes eight) {
        try {
            return new ByteReader(eight).u64();
        } catch (MalformedException e) {
            throw new IllegalStateException("values here have eight bytes", e);
        }
    }

    static Bytes number(long value) {
        return new ByteWriter(8).u64(value).toBytes();
    }

    /** Stands in until {@link #open}. */
    private static final class NoState implements KeyedState {
        private static IllegalStateException closed() {
            return new IllegalStateException("not open yet");
        }

        @Override
        public void put(Bytes key, Bytes value) {
            throw closed();
        }

        @Override
        public boolean remove(Bytes key) {
            throw closed();
        }

        @Override
        public View freeze() {
            throw closed();
        }

        @Override
        public KeyedState scoped(Bytes prefix) {
            throw closed();
        }

        @Override
        public @Nullable Bytes get(Bytes key) {
            throw closed();
        }

        @Override
        public void scan(Bytes prefix, Bytes from, Visitor visitor) {
            throw closed();
        }
    }
}
