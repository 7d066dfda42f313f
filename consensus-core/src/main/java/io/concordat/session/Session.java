package io.concordat.session;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One client's registered identity, decoded. Changed only by {@link Sessions}; confined to the applying thread.
 *
 * <p>Numbers: everything up to {@code repliesAcked} is forgotten, from there to below {@code next} cached, {@code next}
 * is the only one that may run.
 */
public final class Session {
    private static final int VERSION = 1;
    private static final int ENTRY_OVERHEAD = 32;

    private final Bytes id;
    private final Bytes clientKey;
    private final long timeToLiveNanos;
    private final TreeMap<Long, ReplyGroup> replies = new TreeMap<>();
    private final TreeMap<Long, Bytes> events = new TreeMap<>();

    long deadline;
    long next = 1;
    long repliesAcked;
    long eventsAcked;
    long nextEvent = 1;
    private long replyBytes;
    private long eventBytes;
    boolean dirty;

    Session(Bytes id, Bytes clientKey, long timeToLiveNanos) {
        this.id = id.compact();
        this.clientKey = clientKey.compact();
        this.timeToLiveNanos = timeToLiveNanos;
    }

    static Session decode(Bytes id, Bytes encoded) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        int version = in.u8();
        Session session = new Session(id, in.raw(32), in.u64());
        session.deadline = in.u64();
        session.next = in.u64();
        session.repliesAcked = in.u64();
        session.eventsAcked = in.u64();
        session.nextEvent = in.u64();
        in.end();
        if (version != VERSION
                || id.length() != SessionKeys.ID_LENGTH
                || session.timeToLiveNanos <= 0
                || session.deadline < 0
                || session.repliesAcked < 0
                || session.next <= session.repliesAcked
                || session.eventsAcked < 0
                || session.nextEvent <= session.eventsAcked) {
            throw new MalformedException("session " + id + " version " + version + " contradicts itself");
        }
        return session;
    }

    Bytes encode() {
        return new ByteWriter(81)
                .u8(VERSION)
                .raw(clientKey)
                .u64(timeToLiveNanos)
                .u64(deadline)
                .u64(next)
                .u64(repliesAcked)
                .u64(eventsAcked)
                .u64(nextEvent)
                .toBytes();
    }

    public Bytes id() {
        return id;
    }

    public Bytes clientKey() {
        return clientKey;
    }

    /** The only number that may run now. */
    public long next() {
        return next;
    }

    /** The last number whose reply is no longer kept. */
    public long repliesAcknowledged() {
        return repliesAcked;
    }

    /** Cluster time at which it ends unless renewed. */
    public long deadline() {
        return deadline;
    }

    void renew(long nowNanos) {
        long until = nowNanos + timeToLiveNanos;
        deadline = until < 0 ? Long.MAX_VALUE : until;
    }

    void keep(ReplyGroup group) {
        replies.put(group.firstNumber(), group);
        replyBytes += group.encoded().length() + ENTRY_OVERHEAD;
    }

    void drop(ReplyGroup group) {
        replies.remove(group.firstNumber());
        replyBytes -= group.encoded().length() + ENTRY_OVERHEAD;
    }

    Iterable<ReplyGroup> replies() {
        return replies.values();
    }

    @Nullable
    ReplyGroup oldestReplies() {
        Map.Entry<Long, ReplyGroup> oldest = replies.firstEntry();
        return oldest == null ? null : oldest.getValue();
    }

    /** The group that holds an executed and not yet acknowledged number. */
    @Nullable
    ReplyGroup repliesWith(long number) {
        Map.Entry<Long, ReplyGroup> group = replies.floorEntry(number);
        return group == null || group.getValue().lastNumber() < number ? null : group.getValue();
    }

    long replyBytes() {
        return replyBytes;
    }

    void keepEvent(long number, Bytes event) {
        events.put(number, event);
        eventBytes += cost(event);
    }

    void dropEvent(long number) {
        Bytes event = events.remove(number);
        if (event != null) {
            eventBytes -= cost(event);
        }
    }

    TreeMap<Long, Bytes> events() {
        return events;
    }

    long eventBytes() {
        return eventBytes;
    }

    /** After a restore: whether replies and events are exactly those that the numbers speak of. */
    boolean complete() {
        long expected = 0;
        for (ReplyGroup group : replies.values()) {
            boolean follows = expected == 0 ? group.firstNumber() <= repliesAcked + 1 : group.firstNumber() == expected;
            if (!follows || group.lastNumber() <= repliesAcked) {
                return false;
            }
            expected = group.lastNumber() + 1;
        }
        long unacked = nextEvent - 1 - eventsAcked;
        return next == (expected == 0 ? repliesAcked + 1 : expected)
                && events.size() == unacked
                && (unacked == 0 || events.firstKey() == eventsAcked + 1 && events.lastKey() == nextEvent - 1);
    }

    static int cost(Bytes event) {
        return event.length() + ENTRY_OVERHEAD;
    }
}
