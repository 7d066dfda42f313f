package io.concordat.services.counter.state;

import io.concordat.api.Command;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.services.counter.CounterCodec;
import io.concordat.services.counter.CounterCommand;
import io.concordat.services.counter.CounterReply;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * 64-bit counters by name, all of them in keyed state: name to value, 8 bytes big-endian. A counter at 0 is not
 * kept, so that
 * one never used and one brought back to 0 are the same state.
 */
public final class Counters implements StateMachine {
    private final int nameBytes;
    private @Nullable KeyedState state;

    public Counters(int nameBytes) {
        this.nameBytes = nameBytes;
    }

    @Override
    public void open(KeyedState own) {
        state = own;
    }

    @Override
    public Bytes apply(Command command) {
        CounterReply reply;
        try {
            reply = execute(CounterCodec.decode(command.bytes(), nameBytes));
        } catch (MalformedException e) {
            reply = CounterReply.refused(ErrorCode.MALFORMED, 0);
        }
        return CounterCodec.encode(reply);
    }

    @Override
    public Bytes query(Query query) {
        CounterReply reply;
        try {
            reply = CounterReply.value(value(CounterCodec.decodeGet(query.bytes(), nameBytes)));
        } catch (MalformedException e) {
            reply = CounterReply.refused(ErrorCode.MALFORMED, 0);
        }
        return CounterCodec.encode(reply);
    }

    /** One look-up and one write in a tree. */
    @Override
    public boolean brief(Bytes request) {
        return true;
    }

    private CounterReply execute(CounterCommand command) throws MalformedException {
        long found = value(command.name());
        if (command instanceof CounterCommand.Add add) {
            return add(add.name(), found, add.delta(), Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (command instanceof CounterCommand.BoundedAdd add) {
            return add(add.name(), found, add.delta(), add.least(), add.most());
        }
        if (command instanceof CounterCommand.CompareAndSet cas) {
            return cas.expected() == found
                    ? write(cas.name(), cas.value())
                    : CounterReply.refused(ErrorCode.CAS_MISMATCH, found);
        }
        return write(command.name(), ((CounterCommand.Set) command).value());
    }

    private CounterReply add(Bytes name, long found, long delta, long least, long most) {
        long sum = found + delta;
        boolean overflow = ((found ^ sum) & (delta ^ sum)) < 0;
        if (overflow || sum < least || sum > most) {
            return CounterReply.refused(ErrorCode.COUNTER_OVERFLOW, found);
        }
        return write(name, sum);
    }

    private CounterReply write(Bytes name, long value) {
        if (value == 0) {
            opened().remove(name);
        } else {
            opened().put(name, new ByteWriter(16).u64(value).toBytes());
        }
        return CounterReply.value(value);
    }

    private long value(Bytes name) throws MalformedException {
        Bytes stored = opened().get(name);
        return stored == null ? 0 : new ByteReader(stored).u64();
    }

    private KeyedState opened() {
        return Objects.requireNonNull(state, "open comes first");
    }
}
