package io.concordat.simulation;

import io.concordat.api.Command;
import io.concordat.api.Expiry;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;

/** A state machine that is right but for what its subclass bends. */
public class Bent implements StateMachine {
    protected final StateMachine inner;

    public Bent(StateMachine inner) {
        this.inner = inner;
    }

    /** Whether it is a command's turn to go wrong: the same on every replica, and in every life. */
    protected static boolean every(int n, Command command) {
        return command.index() % n == 0;
    }

    @Override
    public Bytes apply(Command command) {
        return inner.apply(command);
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
}
