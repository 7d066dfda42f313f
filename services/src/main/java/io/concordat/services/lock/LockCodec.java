package io.concordat.services.lock;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of lock commands, replies and events. A name and a label: u32 length, bytes. An owner: u8 0 (the sender) or
 * 16 and the session's bytes, then the label. All other fields as wide as their types, big-endian.
 */
public final class LockCodec {
    private static final int ACQUIRE = 1;
    private static final int RELEASE = 2;
    private static final int RENEW = 3;
    private static final int CANCEL = 4;
    private static final int LOOK = 5;
    private static final int ABANDON = 6;
    private static final int HELD = 1;
    private static final int QUEUED = 2;
    private static final int RELEASED = 3;
    private static final int SEEN = 4;
    private static final int REFUSED = 5;
    private static final int DEADLOCK = 6;
    private static final int GRANTED = 1;
    private static final int GAVE_UP = 2;
    private static final int LOST = 3;
    private static final int SESSION = 16;
    private static final int MOST_CODE_BYTES = 64;
    private static final int STEP_BYTES = 9;
    /** A reader without limits of its own: what the machine has let in, or will. */
    private static final int ANY = 64 << 10;

    private LockCodec() {}

    public static Bytes encode(LockCommand command, Bytes payload) {
        ByteWriter out = new ByteWriter(96 + payload.length());
        if (command instanceof LockCommand.Acquire c) {
            owner(out.u8(ACQUIRE).sized(c.name()), c.owner())
                    .u32(c.need().permits())
                    .u32(c.need().of())
                    .u64(c.timeToLive())
                    .u64(c.patience());
        } else if (command instanceof LockCommand.Release c) {
            owner(out.u8(RELEASE).sized(c.name()), c.owner()).u64(c.fence()).u8(c.all() ? 1 : 0);
        } else if (command instanceof LockCommand.Renew c) {
            owner(out.u8(RENEW).sized(c.name()), c.owner()).u64(c.fence()).u64(c.timeToLive());
        } else if (command instanceof LockCommand.Cancel c) {
            out.u8(CANCEL).sized(c.name()).u64(c.ticket());
        } else if (command instanceof LockCommand.Abandon c) {
            owner(out.u8(ABANDON).sized(c.name()), c.owner()).u64(c.known());
        } else {
            out.u8(LOOK);
        }
        return out.raw(payload).toBytes();
    }

    /** What follows the command is opaque payload and ignored. */
    public static LockCommand decode(Bytes encoded, LockLimits limits) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        int kind = in.u8();
        if (kind == LOOK) {
            return new LockCommand.Look();
        }
        Bytes name = name(in, limits.nameBytes());
        return switch (kind) {
            case ACQUIRE -> acquire(in, name, limits);
            case RELEASE -> new LockCommand.Release(name, owner(in, limits.labelBytes()), in.u64(), in.u8() == 1);
            case RENEW ->
                new LockCommand.Renew(name, owner(in, limits.labelBytes()), in.u64(), time(in.u64(), "time to live"));
            case ABANDON -> new LockCommand.Abandon(name, owner(in, limits.labelBytes()), in.u64());
            case CANCEL -> new LockCommand.Cancel(name, in.u64());
            default -> throw new MalformedException("unknown lock operation " + kind);
        };
    }

    private static LockCommand acquire(ByteReader in, Bytes name, LockLimits limits) throws MalformedException {
        LockOwner owner = owner(in, limits.labelBytes());
        LockNeed need = new LockNeed(in.u32(), in.u32());
        if (!need.valid()) {
            throw new MalformedException(need.permits() + " permits of " + need.of());
        }
        long timeToLive = time(in.u64(), "time to live");
        long wait = in.u64();
        return new LockCommand.Acquire(
                name, owner, need, timeToLive, wait == LockCommand.FOR_EVER ? wait : time(wait, "wait"));
    }

    private static long time(long nanos, String what) throws MalformedException {
        if (nanos < 0) {
            throw new MalformedException(what + " " + nanos);
        }
        return Math.min(nanos, LockCommand.LONGEST);
    }

    private static Bytes name(ByteReader in, int most) throws MalformedException {
        Bytes name = in.sized(most);
        if (name.isEmpty()) {
            throw new MalformedException("a lock's name is empty");
        }
        return name;
    }

    static ByteWriter owner(ByteWriter out, LockOwner owner) {
        return out.u8(owner.session().length()).raw(owner.session()).sized(owner.label());
    }

    static LockOwner owner(ByteReader in, int labelBytes) throws MalformedException {
        int length = in.u8();
        if (length != 0 && length != SESSION) {
            throw new MalformedException("a session of " + length + " bytes");
        }
        return new LockOwner(in.raw(length), in.sized(labelBytes));
    }

    public static Bytes encode(LockReply reply) {
        ByteWriter out = new ByteWriter(32);
        if (reply instanceof LockReply.Held r) {
            out.u8(HELD).u64(r.clusterNanos()).u64(r.fence()).u32(r.holds()).u64(r.deadline());
        } else if (reply instanceof LockReply.Queued r) {
            out.u8(QUEUED).u64(r.clusterNanos()).u64(r.ticket()).u32(r.ahead());
        } else if (reply instanceof LockReply.Released r) {
            out.u8(RELEASED).u64(r.clusterNanos()).u32(r.holds());
        } else if (reply instanceof LockReply.Refused r) {
            out.u8(REFUSED).u64(r.clusterNanos()).raw(Bytes.utf8(r.code().name()));
        } else if (reply instanceof LockReply.Deadlock r) {
            out.u8(DEADLOCK).u64(r.clusterNanos()).u32(r.cycle().size());
            r.cycle().forEach(step -> owner(out, step.owner()).sized(step.lock()));
        } else {
            out.u8(SEEN).u64(reply.clusterNanos());
        }
        return out.toBytes();
    }

    public static LockReply decodeReply(Bytes encoded) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        int kind = in.u8();
        long at = in.u64();
        LockReply reply =
                switch (kind) {
                    case HELD -> new LockReply.Held(at, in.u64(), in.u32(), in.u64());
                    case QUEUED -> new LockReply.Queued(at, in.u64(), in.u32());
                    case RELEASED -> new LockReply.Released(at, in.u32());
                    case SEEN -> new LockReply.Seen(at);
                    case REFUSED -> new LockReply.Refused(at, code(in));
                    case DEADLOCK -> new LockReply.Deadlock(at, cycle(in));
                    default -> throw new MalformedException("unknown lock reply " + kind);
                };
        in.end();
        return reply;
    }

    private static ErrorCode code(ByteReader in) throws MalformedException {
        if (in.remaining() > MOST_CODE_BYTES) {
            throw new MalformedException("a refusal's code of " + in.remaining() + " bytes");
        }
        String name = in.raw(in.remaining()).toUtf8();
        return ErrorCode.of(name).orElseThrow(() -> new MalformedException("unknown code " + name));
    }

    private static List<LockReply.Step> cycle(ByteReader in) throws MalformedException {
        int count = in.count(STEP_BYTES);
        List<LockReply.Step> cycle = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            cycle.add(new LockReply.Step(owner(in, ANY), in.sized(ANY)));
        }
        return cycle;
    }

    public static Bytes encode(LockEvent event) {
        ByteWriter out = new ByteWriter(48);
        if (event instanceof LockEvent.Granted e) {
            out.u8(GRANTED)
                    .u64(e.ticket())
                    .u64(e.clusterNanos())
                    .u64(e.fence())
                    .u32(e.holds())
                    .u64(e.deadline());
        } else if (event instanceof LockEvent.GaveUp e) {
            out.u8(GAVE_UP).u64(e.ticket()).u64(e.clusterNanos()).u8(e.why().ordinal());
        } else if (event instanceof LockEvent.Lost e) {
            out.u8(LOST).sized(e.name()).sized(e.label()).u64(e.fence()).u64(e.clusterNanos());
        }
        return out.toBytes();
    }

    public static LockEvent decodeEvent(Bytes encoded) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        int kind = in.u8();
        LockEvent event =
                switch (kind) {
                    case GRANTED -> new LockEvent.Granted(in.u64(), in.u64(), in.u64(), in.u32(), in.u64());
                    case GAVE_UP -> new LockEvent.GaveUp(in.u64(), in.u64(), why(in.u8()));
                    case LOST -> new LockEvent.Lost(in.sized(ANY), in.sized(ANY), in.u64(), in.u64());
                    default -> throw new MalformedException("unknown lock event " + kind);
                };
        in.end();
        return event;
    }

    private static LockEvent.Why why(int ordinal) throws MalformedException {
        if (ordinal >= LockEvent.Why.values().length) {
            throw new MalformedException("unknown reason " + ordinal);
        }
        return LockEvent.Why.values()[ordinal];
    }
}
