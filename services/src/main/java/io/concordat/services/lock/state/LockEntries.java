package io.concordat.services.lock.state;

import io.concordat.api.KeyedState;
import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.services.lock.LockOwner;
import java.util.ArrayList;
import java.util.List;

/**
 * Locks as keyed state, which is the truth; {@link LockTable} is its decoded form. One entry per hold, one per waiter,
 * one for the counter, so that a command writes no more than what it changes.
 */
final class LockEntries {
    private static final int SESSION = 16;
    private static final int ANY = 64 << 10;
    private static final Bytes HOLDS = Bytes.utf8("h");
    private static final Bytes WAITERS = Bytes.utf8("w");
    private static final Bytes COUNTER = Bytes.utf8("c");

    private final KeyedState state;

    LockEntries(KeyedState state) {
        this.state = state;
    }

    /** What is read back, in the order of keys. */
    interface Reader {
        void hold(Bytes name, int of, LockOwner owner, HoldFacts facts) throws MalformedException;

        void waiter(long ticket, Bytes name, int of, LockOwner owner, WaiterFacts facts) throws MalformedException;
    }

    record HoldFacts(int permits, int levels, long fence, long since, long timeToLive, long deadline) {}

    record WaiterFacts(long place, Bytes asker, int permits, long timeToLive, long since, long deadline) {}

    void put(Hold hold) {
        state.put(
                key(hold),
                new ByteWriter(44)
                        .u32(hold.lock.of)
                        .u32(hold.permits)
                        .u32(hold.levels)
                        .u64(hold.fence)
                        .u64(hold.since)
                        .u64(hold.timeToLive)
                        .u64(hold.deadline)
                        .toBytes());
    }

    void remove(Hold hold) {
        state.remove(key(hold));
    }

    private static Bytes key(Hold hold) {
        Bytes name = hold.lock.name;
        LockOwner owner = hold.party.owner;
        return new ByteWriter(5 + name.length() + SESSION + owner.label().length())
                .raw(HOLDS)
                .sized(name)
                .raw(owner.session())
                .raw(owner.label())
                .toBytes();
    }

    void put(Waiter waiter) {
        LockOwner owner = waiter.place.party.owner;
        ByteWriter value = new ByteWriter(
                88 + waiter.place.lock.name.length() + owner.label().length());
        value.sized(waiter.place.lock.name).u32(waiter.place.lock.of).raw(owner.session());
        value.sized(owner.label()).u64(waiter.place.id).raw(waiter.asker).u32(waiter.permits);
        value.u64(waiter.timeToLive).u64(waiter.since).u64(waiter.deadline);
        state.put(key(waiter), value.toBytes());
    }

    void remove(Waiter waiter) {
        state.remove(key(waiter));
    }

    private static Bytes key(Waiter waiter) {
        return new ByteWriter(16).raw(WAITERS).u64(waiter.ticket).toBytes();
    }

    /** The last number given to a grant or a place; never goes back, whatever is removed. */
    long counter() throws MalformedException {
        Bytes value = state.get(COUNTER);
        return value == null ? 0 : new ByteReader(value).u64();
    }

    void counter(long last) {
        state.put(COUNTER, new ByteWriter(16).u64(last).toBytes());
    }

    void each(Reader reader) throws MalformedException {
        List<MalformedException> failed = new ArrayList<>();
        scan(HOLDS, failed, (key, value) -> hold(key, value, reader));
        scan(WAITERS, failed, (key, value) -> waiter(key, value, reader));
        if (!failed.isEmpty()) {
            throw failed.get(0);
        }
    }

    private interface Entry {
        void read(ByteReader key, ByteReader value) throws MalformedException;
    }

    private void scan(Bytes prefix, List<MalformedException> failed, Entry entry) {
        state.scan(prefix, prefix, (key, value) -> {
            try {
                ByteReader in = new ByteReader(value);
                entry.read(new ByteReader(key.slice(prefix.length(), key.length() - prefix.length())), in);
                in.end();
                return true;
            } catch (MalformedException e) {
                failed.add(e);
                return false;
            }
        });
    }

    private static void hold(ByteReader key, ByteReader in, Reader reader) throws MalformedException {
        Bytes name = key.sized(ANY);
        LockOwner owner = new LockOwner(
                key.raw(SESSION).compact(), key.raw(key.remaining()).compact());
        int of = in.u32();
        reader.hold(
                name.compact(), of, owner, new HoldFacts(in.u32(), in.u32(), in.u64(), in.u64(), in.u64(), in.u64()));
    }

    private static void waiter(ByteReader key, ByteReader in, Reader reader) throws MalformedException {
        long ticket = key.u64();
        key.end();
        Bytes name = in.sized(ANY).compact();
        int of = in.u32();
        LockOwner owner = new LockOwner(in.raw(SESSION).compact(), in.sized(ANY).compact());
        reader.waiter(
                ticket,
                name,
                of,
                owner,
                new WaiterFacts(in.u64(), in.raw(SESSION).compact(), in.u32(), in.u64(), in.u64(), in.u64()));
    }
}
