package io.concordat.machine;

import io.concordat.api.Command;
import io.concordat.api.Expiry;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine that writes down what happens to it. Its reply to a command is how many it has executed before. Commands
 * starting
 * with "emit:" tell their session the rest, "boom" throws, "big" replies 1,000 bytes.
 */
final class Journal implements StateMachine {
    private static final Bytes COUNT = Bytes.utf8("count");

    /** Not state: what this object was told, in order. */
    final List<String> lines = new ArrayList<>();

    /** Not state: deadlines to expire at, in order. */
    final List<Long> deadlines = new ArrayList<>();

    private KeyedState state;

    @Override
    public void open(KeyedState own) {
        state = own;
    }

    @Override
    public Bytes apply(Command command) {
        String text = command.bytes().toUtf8();
        lines.add(command.session().toHex().substring(0, 4) + " " + command.number() + " " + text);
        if (text.equals("boom")) {
            throw new IllegalStateException("boom");
        }
        if (text.startsWith("emit:")) {
            command.emit(command.session(), Bytes.utf8(text.substring(5)));
        }
        long count = count();
        state.put(COUNT, new ByteWriter(8).u64(count + 1).toBytes());
        state.put(Bytes.concat(Bytes.utf8("last/"), command.session()), command.bytes());
        return text.equals("big") ? Bytes.wrap(new byte[1_000]) : Bytes.utf8("#" + count);
    }

    private long count() {
        try {
            Bytes stored = state.get(COUNT);
            return stored == null ? 0 : new ByteReader(stored).u64();
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Bytes query(Query query) {
        if (query.bytes().equals(Bytes.utf8("write"))) {
            state.put(COUNT, Bytes.EMPTY);
        }
        return Bytes.utf8(count() + "@" + query.index() + "@" + query.clusterNanos());
    }

    @Override
    public void expire(Expiry due) {
        lines.add("expire " + deadlines.remove(0) + " at " + due.clusterNanos());
    }

    @Override
    public long nextDeadline() {
        return deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.get(0);
    }

    @Override
    public void sessionEnded(Bytes session, Expiry at) {
        lines.add("ended " + session.toHex().substring(0, 4) + " at " + at.clusterNanos());
        state.remove(Bytes.concat(Bytes.utf8("last/"), session));
    }
}
