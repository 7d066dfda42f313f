package io.concordat.simulation;

import io.concordat.api.Command;
import io.concordat.api.Expiry;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.simulation.invariants.RealTimeOrder;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The state machine under test with a witness around it. Commands arrive with an id in front, which it takes off;
 * replies
 * leave with their place in the committed order in front, answers to queries with the index they saw: so clients
 * know where
 * to look in the witness's record.
 */
final class ObservedMachine implements StateMachine {
    /** What stands in front of a command: its id. */
    static final int ID_LENGTH = 8;
    /** What stands in front of a reply: index and position. */
    static final int PLACE_LENGTH = 12;
    /** What stands in front of an answer: the index it saw. */
    static final int INDEX_LENGTH = 8;

    private final StateMachine machine;
    private final NodeWatch watch;
    private final Rules rules;
    private final int node;
    private long index;
    private int position;

    ObservedMachine(StateMachine machine, NodeWatch watch, Rules rules) {
        this.machine = machine;
        this.watch = watch;
        this.rules = rules;
        this.node = watch.node();
    }

    @Override
    public void open(KeyedState state) {
        watch.opened();
        machine.open(state);
    }

    @Override
    public Bytes apply(Command command) {
        if (command.index() != index) {
            index = command.index();
            position = 0;
        }
        int place = position++;
        long id = number(command.bytes());
        Bytes inner = command.bytes().slice(ID_LENGTH, command.bytes().length() - ID_LENGTH);
        rules.clusterTime.reaches(node, command.clusterNanos());
        rules.exactlyOnce.runs(node, command.session(), command.number(), index);
        rules.unique.ran(id, RealTimeOrder.commandPlace(index, place));
        Bytes reply = machine.apply(new Inner(command, inner));
        rules.execution.ran(node, index, place, inner, command.clusterNanos(), reply);
        watch.executed(index, place, id, inner, reply);
        return new ByteWriter(PLACE_LENGTH + reply.length())
                .u64(index)
                .u32(place)
                .raw(reply)
                .toBytes();
    }

    private static long number(Bytes bytes) {
        try {
            return new ByteReader(bytes).u64();
        } catch (MalformedException e) {
            throw new IllegalStateException("only the simulator's clients speak here", e);
        }
    }

    @Override
    public Bytes query(Query query) {
        Bytes answer = machine.query(query);
        return new ByteWriter(INDEX_LENGTH + answer.length())
                .u64(query.index())
                .raw(answer)
                .toBytes();
    }

    @Override
    public void expire(Expiry due) {
        rules.clusterTime.reaches(node, due.clusterNanos());
        rules.clusterTime.expires(node, due.clusterNanos(), machine.nextDeadline());
        machine.expire(new Told(due));
    }

    @Override
    public long nextDeadline() {
        return machine.nextDeadline();
    }

    @Override
    public void sessionEnded(Bytes session, Expiry at) {
        rules.clusterTime.reaches(node, at.clusterNanos());
        machine.sessionEnded(session, new Told(at));
    }

    @Override
    public @Nullable Frozen freeze() {
        return machine.freeze();
    }

    @Override
    public void restore(InputStream from) throws IOException {
        machine.restore(from);
    }

    private class Told implements Expiry {
        private final Expiry outer;

        Told(Expiry outer) {
            this.outer = outer;
        }

        @Override
        public long clusterNanos() {
            return outer.clusterNanos();
        }

        @Override
        public void emit(Bytes session, Bytes event) {
            rules.events.emitted(node, session, event, clusterNanos());
            outer.emit(session, event);
        }
    }

    private final class Inner extends Told implements Command {
        private final Command outer;
        private final Bytes bytes;

        Inner(Command outer, Bytes bytes) {
            super(outer);
            this.outer = outer;
            this.bytes = bytes;
        }

        @Override
        public Bytes bytes() {
            return bytes;
        }

        @Override
        public Bytes session() {
            return outer.session();
        }

        @Override
        public long number() {
            return outer.number();
        }

        @Override
        public boolean maySpeakFor(Bytes other) {
            return outer.maySpeakFor(other);
        }

        @Override
        public long index() {
            return outer.index();
        }
    }
}
