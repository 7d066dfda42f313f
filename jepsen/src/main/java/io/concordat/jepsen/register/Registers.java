package io.concordat.jepsen.register;

import io.concordat.api.Command;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Numbers by number: write, compare-and-set, read. One never written holds 0. */
public final class Registers implements StateMachine {
    private static final int WRITE = 1;
    private static final int COMPARE_AND_SET = 2;
    private static final int DONE = 0;
    private static final int DIFFERENT = 1;
    private static final int MALFORMED = 2;

    private @Nullable KeyedState state;

    /** What a register answers. */
    public enum Answer {
        DONE,
        /** The value was another; nothing was changed. */
        DIFFERENT
    }

    @Override
    public void open(KeyedState own) {
        state = own;
    }

    @Override
    public Bytes apply(Command command) {
        try {
            ByteReader in = new ByteReader(command.bytes());
            int kind = in.u8();
            long register = in.u64();
            if (kind == COMPARE_AND_SET && in.u64() != value(register)) {
                return answer(DIFFERENT);
            }
            if (kind != WRITE && kind != COMPARE_AND_SET) {
                return answer(MALFORMED);
            }
            opened().put(key(register), key(in.u64()));
            return answer(DONE);
        } catch (MalformedException e) {
            return answer(MALFORMED);
        }
    }

    @Override
    public Bytes query(Query query) {
        try {
            return key(value(new ByteReader(query.bytes()).u64()));
        } catch (MalformedException e) {
            return Bytes.EMPTY;
        }
    }

    private long value(long register) throws MalformedException {
        Bytes stored = opened().get(key(register));
        return stored == null ? 0 : new ByteReader(stored).u64();
    }

    private KeyedState opened() {
        return Objects.requireNonNull(state, "open comes first");
    }

    private static Bytes key(long number) {
        return new ByteWriter(8).u64(number).toBytes();
    }

    private static Bytes answer(int kind) {
        return new ByteWriter(1).u8(kind).toBytes();
    }

    public static Bytes write(long register, long value) {
        return new ByteWriter(17).u8(WRITE).u64(register).u64(value).toBytes();
    }

    public static Bytes compareAndSet(long register, long expected, long value) {
        return new ByteWriter(25)
                .u8(COMPARE_AND_SET)
                .u64(register)
                .u64(expected)
                .u64(value)
                .toBytes();
    }

    public static Bytes read(long register) {
        return key(register);
    }

    public static Answer answered(Bytes reply) throws MalformedException {
        return switch (new ByteReader(reply).u8()) {
            case DONE -> Answer.DONE;
            case DIFFERENT -> Answer.DIFFERENT;
            default -> throw new MalformedException("the register understood nothing");
        };
    }

    public static long value(Bytes reply) throws MalformedException {
        return new ByteReader(reply).u64();
    }
}
