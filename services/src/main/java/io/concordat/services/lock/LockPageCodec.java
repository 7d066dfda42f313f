package io.concordat.services.lock;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** The bytes of lock queries and their answers; fields as in {@link LockCodec}. */
public final class LockPageCodec {
    private static final int INFO = 1;
    private static final int LISTING = 2;
    private static final int WAITING = 3;
    private static final int ANY = 64 << 10;
    private static final int LOCK_BYTES = 24;
    private static final int HOLDER_BYTES = 45;
    private static final int WAITER_BYTES = 33;
    private static final int OWNER_BYTES = 5;

    private LockPageCodec() {}

    public static Bytes encode(LockQuery query) {
        ByteWriter out = new ByteWriter(32);
        if (query instanceof LockQuery.Info q) {
            out.u8(INFO).sized(q.name()).u64(q.fromTicket());
        } else if (query instanceof LockQuery.Listing q) {
            out.u8(LISTING).sized(q.after());
        } else if (query instanceof LockQuery.Waiting q) {
            out.u8(WAITING).u64(q.fromTicket());
        }
        return out.toBytes();
    }

    public static LockQuery decodeQuery(Bytes encoded, int nameBytes) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        int kind = in.u8();
        LockQuery query =
                switch (kind) {
                    case INFO -> new LockQuery.Info(in.sized(nameBytes), in.u64());
                    case LISTING -> new LockQuery.Listing(in.sized(nameBytes));
                    case WAITING -> new LockQuery.Waiting(in.u64());
                    default -> throw new MalformedException("unknown lock query " + kind);
                };
        in.end();
        return query;
    }

    public static Bytes encode(LockPage page) {
        ByteWriter out = new ByteWriter(256);
        out.u8(page.more() ? 1 : 0).u32(page.locks().size());
        page.locks().forEach(lock -> lock(out, lock));
        out.u32(page.waiters().size());
        page.waiters().forEach(waiter -> waiter(out, waiter));
        return out.toBytes();
    }

    private static void lock(ByteWriter out, LockView lock) {
        out.sized(lock.name())
                .u32(lock.of())
                .u32(lock.held())
                .u32(lock.holders().size());
        for (LockView.Holder holder : lock.holders()) {
            LockCodec.owner(out, holder.owner())
                    .u32(holder.permits())
                    .u32(holder.holds())
                    .u64(holder.fence())
                    .u64(holder.timeToLive())
                    .u64(holder.remaining())
                    .u64(holder.heldFor());
        }
        out.u32(lock.waiting()).u32(lock.waiters().size());
        lock.waiters().forEach(waiter -> waiter(out, waiter));
    }

    private static void waiter(ByteWriter out, LockView.Waiter waiter) {
        LockCodec.owner(out.u64(waiter.ticket()), waiter.owner())
                .sized(waiter.lock())
                .u32(waiter.permits())
                .u64(waiter.waited())
                .u32(waiter.inTheWay().size());
        waiter.inTheWay().forEach(owner -> LockCodec.owner(out, owner));
    }

    public static LockPage decodePage(Bytes encoded) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        boolean more = in.u8() == 1;
        int count = in.count(LOCK_BYTES);
        List<LockView> locks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            locks.add(lock(in));
        }
        List<LockView.Waiter> waiters = waiters(in);
        in.end();
        return new LockPage(locks, waiters, more);
    }

    private static LockView lock(ByteReader in) throws MalformedException {
        Bytes name = in.sized(ANY);
        int of = in.u32();
        int held = in.u32();
        int count = in.count(HOLDER_BYTES);
        List<LockView.Holder> holders = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            holders.add(new LockView.Holder(
                    LockCodec.owner(in, ANY), in.u32(), in.u32(), in.u64(), in.u64(), in.u64(), in.u64()));
        }
        return new LockView(name, of, held, holders, in.u32(), waiters(in));
    }

    private static List<LockView.Waiter> waiters(ByteReader in) throws MalformedException {
        int count = in.count(WAITER_BYTES);
        List<LockView.Waiter> waiters = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long ticket = in.u64();
            LockOwner owner = LockCodec.owner(in, ANY);
            Bytes lock = in.sized(ANY);
            int permits = in.u32();
            long waited = in.u64();
            int owners = in.count(OWNER_BYTES);
            List<LockOwner> inTheWay = new ArrayList<>(owners);
            for (int j = 0; j < owners; j++) {
                inTheWay.add(LockCodec.owner(in, ANY));
            }
            waiters.add(new LockView.Waiter(ticket, owner, lock, permits, waited, inTheWay));
        }
        return waiters;
    }
}
