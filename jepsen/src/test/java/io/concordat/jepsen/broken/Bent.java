package io.concordat.jepsen.broken;

import io.concordat.api.Command;
import io.concordat.api.Expiry;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;

/** A state machine that is right but for what its subclass bends. */
class Bent implements StateMachine {
    final StateMachine inner;
    /** How many commands were applied: what goes wrong goes wrong every so often. */
    int applied;

    Bent(StateMachine inner) {
        this.inner = inner;
    }

    boolean every(int n) {
        return applied % n == 0;
    }

    Bytes bend(Command command) {
        return inner.apply(command);
    }

    @Override
    public final Bytes apply(Command command) {
        applied++;
        return bend(command);
    }

    @Override
    public void open(KeyedState state) {
        inner.open(state);
    }

    @Override
    public Bytes query(Query query) {
        return inner.query(query);
    }

    @Override
    public void expire(Expiry due) {
        inner.expire(due);
    }

    @Override
    public long nextDeadline() {
        return inner.nextDeadline();
    }

    @Override
    public void sessionEnded(Bytes session, Expiry at) {
        inner.sessionEnded(session, at);
    }

    /** The same command with other bytes. */
    static Command with(Bytes bytes, Command command) {
        return new Command() {
            @Override
            public Bytes bytes() {
                return bytes;
            }

            @Override
            public Bytes session() {
                return command.session();
            }

            @Override
            public long number() {
                return command.number();
            }

            @Override
            public boolean maySpeakFor(Bytes other) {
                return command.maySpeakFor(other);
            }

            @Override
            public long index() {
                return command.index();
            }

            @Override
            public long clusterNanos() {
                return command.clusterNanos();
            }

            @Override
            public void emit(Bytes session, Bytes event) {
                command.emit(session, event);
            }
        };
    }
}
