package io.concordat.services.counter;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import java.util.Optional;

/**
 * The bytes of counter commands: u8 operation, u32 length, name, u64 operands, then opaque payload that the state
 * ignores. Of
 * queries: u8 0, u32 length, name. Of replies: u8 0, u64 value; or u8 1, u64 value found, the refusal's code.
 */
public final class CounterCodec {
    private static final int GET = 0;
    private static final int ADD = 1;
    private static final int SET = 2;
    private static final int COMPARE_AND_SET = 3;
    private static final int BOUNDED_ADD = 4;
    private static final int MOST_CODE_BYTES = 64;

    private CounterCodec() {}

    public static Bytes encode(CounterCommand command, Bytes payload) {
        ByteWriter out = new ByteWriter(5 + command.name().length() + 24 + payload.length());
        if (command instanceof CounterCommand.Add add) {
            out.u8(ADD).sized(add.name()).u64(add.delta());
        } else if (command instanceof CounterCommand.Set set) {
            out.u8(SET).sized(set.name()).u64(set.value());
        } else if (command instanceof CounterCommand.CompareAndSet cas) {
            out.u8(COMPARE_AND_SET).sized(cas.name()).u64(cas.expected()).u64(cas.value());
        } else if (command instanceof CounterCommand.BoundedAdd add) {
            out.u8(BOUNDED_ADD)
                    .sized(add.name())
                    .u64(add.delta())
                    .u64(add.least())
                    .u64(add.most());
        }
        return out.raw(payload).toBytes();
    }

    public static CounterCommand decode(Bytes encoded, int nameBytes) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        int operation = in.u8();
        Bytes name = name(in, nameBytes);
        return switch (operation) {
            case ADD -> new CounterCommand.Add(name, in.u64());
            case SET -> new CounterCommand.Set(name, in.u64());
            case COMPARE_AND_SET -> new CounterCommand.CompareAndSet(name, in.u64(), in.u64());
            case BOUNDED_ADD -> new CounterCommand.BoundedAdd(name, in.u64(), in.u64(), in.u64());
            default -> throw new MalformedException("unknown counter operation " + operation);
        };
    }

    public static Bytes encodeGet(Bytes name) {
        return new ByteWriter(5 + name.length()).u8(GET).sized(name).toBytes();
    }

    /** The name a query asks for. */
    public static Bytes decodeGet(Bytes encoded, int nameBytes) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        int operation = in.u8();
        if (operation != GET) {
            throw new MalformedException("counter query " + operation + "; only get is one");
        }
        Bytes name = name(in, nameBytes);
        in.end();
        return name;
    }

    private static Bytes name(ByteReader in, int nameBytes) throws MalformedException {
        Bytes name = in.sized(nameBytes);
        if (name.isEmpty()) {
            throw new MalformedException("a counter's name is empty");
        }
        return name;
    }

    public static Bytes encode(CounterReply reply) {
        ErrorCode refusal = reply.refusal();
        if (refusal == null) {
            return new ByteWriter(16).u8(0).u64(reply.value()).toBytes();
        }
        return new ByteWriter(32)
                .u8(1)
                .u64(reply.value())
                .raw(Bytes.utf8(refusal.name()))
                .toBytes();
    }

    public static CounterReply decodeReply(Bytes encoded) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        int kind = in.u8();
        long value = in.u64();
        if (kind == 0) {
            in.end();
            return CounterReply.value(value);
        }
        if (kind != 1 || in.remaining() > MOST_CODE_BYTES) {
            throw new MalformedException("counter reply kind " + kind + " with " + in.remaining() + " bytes more");
        }
        String name = in.raw(in.remaining()).toUtf8();
        Optional<ErrorCode> code = ErrorCode.of(name);
        if (code.isEmpty()) {
            throw new MalformedException("counter reply with unknown code " + name);
        }
        return CounterReply.refused(code.get(), value);
    }
}
