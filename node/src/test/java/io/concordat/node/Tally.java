package io.concordat.node;

import io.concordat.api.Command;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import java.util.Objects;

/** A user's state machine as small as it can be: remembers the last command and counts them all. */
final class Tally implements StateMachine {
    private static final Bytes COUNT = Bytes.utf8("count");
    private static final Bytes LAST = Bytes.utf8("last");
    private KeyedState state;

    @Override
    public void open(KeyedState opened) {
        state = opened;
    }

    @Override
    public Bytes apply(Command command) {
        int count = Integer.parseInt(Objects.requireNonNullElse(state.get(COUNT), Bytes.utf8("0"))
                        .toUtf8())
                + 1;
        Bytes text = Bytes.utf8(Integer.toString(count));
        state.put(COUNT, text);
        state.put(LAST, command.bytes());
        return text;
    }

    @Override
    public Bytes query(Query query) {
        return Objects.requireNonNullElse(state.get(query.bytes()), Bytes.EMPTY);
    }
}
