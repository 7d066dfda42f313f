package io.concordat.session;

import io.concordat.api.KeyedState;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.runtime.Invariant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All sessions of a group: decoded for speed, kept in the group's state for truth. Headers are written back once per
 * batch by {@link #flush}; replies and events at once. Confined to the applying thread.
 */
public final class Sessions {
    private final KeyedState state;
    private final Limits limits;
    private final EndedSessions ended;
    private final TreeMap<Bytes, Session> byId = new TreeMap<>();
    private final TreeSet<Session> byDeadline =
            new TreeSet<>(Comparator.comparingLong((Session s) -> s.deadline).thenComparing(Session::id));
    private final TreeMap<Bytes, Integer> ofKey = new TreeMap<>();
    private final List<Session> dirty = new ArrayList<>();
    private final TreeMap<Bytes, Long> emitted = new TreeMap<>();
    private final TreeSet<Bytes> overflown = new TreeSet<>();

    /** Rebuilds what {@code state} holds; throws {@link MalformedException} when that was not written by us. */
    public Sessions(KeyedState state, Limits limits) throws MalformedException {
        this.state = state;
        this.limits = limits;
        this.ended = new EndedSessions(state, limits.sessions());
        Keyed.each(state, SessionKeys.SESSIONS, (key, value) -> {
            Bytes id = key.raw(SessionKeys.ID_LENGTH);
            key.end();
            Session session = Session.decode(id, value);
            byId.put(session.id(), session);
            byDeadline.add(session);
            ofKey.merge(session.clientKey(), 1, Integer::sum);
        });
        Keyed.each(state, SessionKeys.REPLIES, (key, value) -> {
            Session session = restored(key.raw(SessionKeys.ID_LENGTH));
            session.keep(ReplyGroup.decode(key.u64(), value));
            key.end();
        });
        Keyed.each(state, SessionKeys.EVENTS, (key, value) -> {
            Session session = restored(key.raw(SessionKeys.ID_LENGTH));
            session.keepEvent(key.u64(), value);
            key.end();
        });
        for (Session session : byId.values()) {
            if (!session.complete()) {
                throw new MalformedException("session " + session.id() + " lacks replies or events it speaks of");
            }
        }
    }

    private Session restored(Bytes id) throws MalformedException {
        Session session = byId.get(id);
        if (session == null) {
            throw new MalformedException("entries of session " + id + ", which is not there");
        }
        return session;
    }

    public @Nullable Session find(Bytes id) {
        return byId.get(id);
    }

    /** The reply to a number that was executed and not yet acknowledged, or null. */
    public @Nullable KeptReply reply(Bytes id, long number) {
        Session session = byId.get(id);
        ReplyGroup group = session == null ? null : session.repliesWith(number);
        if (session == null || group == null) {
            return null;
        }
        Bytes result = group.result(number);
        return new KeptReply(
                session.clientKey(),
                group.hash(number),
                result.get(0) == CommandRun.REFUSED,
                result.slice(5, result.length() - 5));
    }

    public int size() {
        return byId.size();
    }

    /** Whether there is no room for one more, in total or of this key. */
    public boolean full(Bytes clientKey) {
        return byId.size() >= limits.sessions() || ofKey.getOrDefault(clientKey, 0) >= limits.sessionsPerClient();
    }

    /** Whether it ended not long ago, and so must not be opened again. */
    public boolean hasEnded(Bytes id) {
        return ended.contains(id);
    }

    public Session open(Bytes id, Bytes clientKey, long timeToLiveNanos, long nowNanos) {
        Invariant.check(!byId.containsKey(id), "session opened twice");
        Session session = new Session(id, clientKey, timeToLiveNanos);
        session.renew(nowNanos);
        byId.put(session.id(), session);
        byDeadline.add(session);
        ofKey.merge(session.clientKey(), 1, Integer::sum);
        touch(session);
        return session;
    }

    public void renew(Session session, long nowNanos) {
        byDeadline.remove(session);
        session.renew(nowNanos);
        byDeadline.add(session);
        touch(session);
    }

    /** Forgets replies and events the client holds. Claims beyond what exists are cut down to it. */
    public void acknowledge(Session session, long replies, long events) {
        long upTo = Math.min(replies, session.next - 1);
        if (upTo > session.repliesAcked) {
            session.repliesAcked = upTo;
            touch(session);
            ReplyGroup oldest = session.oldestReplies();
            while (oldest != null && oldest.lastNumber() <= upTo) {
                session.drop(oldest);
                state.remove(SessionKeys.replies(session.id(), oldest.firstNumber()));
                oldest = session.oldestReplies();
            }
        }
        long eventsUpTo = Math.min(events, session.nextEvent - 1);
        while (session.eventsAcked < eventsUpTo) {
            session.eventsAcked++;
            session.dropEvent(session.eventsAcked);
            state.remove(SessionKeys.event(session.id(), session.eventsAcked));
            touch(session);
        }
    }

    /** Takes the results of commands just executed into the cache and moves the session past them. */
    void executed(Session session, ReplyGroup group) {
        Invariant.check(
                group.firstNumber() == session.next,
                "replies from %d kept where %d was next",
                group.firstNumber(),
                session.next);
        session.keep(group);
        session.next = group.lastNumber() + 1;
        state.put(SessionKeys.replies(session.id(), group.firstNumber()), group.encoded());
        touch(session);
    }

    /**
     * Ignored for a session that has ended. A session that lets its events pass the bound cannot be told any more what
     * it would have to know: it ends with the batch ({@link #overflown}) rather than miss one silently.
     */
    public void emit(Bytes id, Bytes event) {
        Session session = byId.get(id);
        if (session == null || overflown.contains(id)) {
            return;
        }
        if (session.eventBytes() + Session.cost(event) > limits.sessionEventBytes()) {
            overflown.add(session.id());
            return;
        }
        Bytes kept = event.compact();
        long number = session.nextEvent++;
        session.keepEvent(number, kept);
        state.put(SessionKeys.event(session.id(), number), kept);
        emitted.putIfAbsent(session.id(), number);
        touch(session);
    }

    /** The session whose deadline has come first, by (deadline, id). */
    public @Nullable Session due(long nowNanos) {
        return byDeadline.isEmpty() || byDeadline.first().deadline > nowNanos ? null : byDeadline.first();
    }

    /** Cluster time, nanoseconds; {@link Long#MAX_VALUE} for never. */
    public long nextDeadline() {
        return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadline;
    }

    /** A session that has to end because it does not take its events; null when there is none (left). */
    public @Nullable Session overflown() {
        Bytes id = overflown.pollFirst();
        while (id != null && !byId.containsKey(id)) {
            id = overflown.pollFirst();
        }
        return id == null ? null : byId.get(id);
    }

    public void end(Session session) {
        byId.remove(session.id());
        byDeadline.remove(session);
        ofKey.computeIfPresent(session.clientKey(), (k, count) -> count == 1 ? null : count - 1);
        emitted.remove(session.id());
        state.remove(SessionKeys.session(session.id()));
        session.replies().forEach(g -> state.remove(SessionKeys.replies(session.id(), g.firstNumber())));
        session.events().keySet().forEach(n -> state.remove(SessionKeys.event(session.id(), n)));
        ended.add(session.id());
    }

    /** Writes back what the batch has touched and returns the events it has emitted, by session id. */
    public List<SessionEvents> flush() {
        for (Session session : dirty) {
            session.dirty = false;
            if (byId.get(session.id()) == session) {
                state.put(SessionKeys.session(session.id()), session.encode());
            }
        }
        dirty.clear();
        if (emitted.isEmpty()) {
            return List.of();
        }
        List<SessionEvents> events = new ArrayList<>();
        for (Map.Entry<Bytes, Long> entry : emitted.entrySet()) {
            Session session = byId.get(entry.getKey());
            if (session != null) {
                events.add(from(session, entry.getValue()));
            }
        }
        emitted.clear();
        return events;
    }

    /** What the session has not acknowledged yet, for a client that has come back; empty when there is nothing. */
    public List<SessionEvents> unacknowledged(Bytes id) {
        Session session = byId.get(id);
        return session == null || session.events().isEmpty()
                ? List.of()
                : List.of(from(session, session.events().firstKey()));
    }

    private static SessionEvents from(Session session, long first) {
        return new SessionEvents(
                session.id(),
                session.clientKey(),
                first,
                List.copyOf(session.events().tailMap(first).values()));
    }

    Limits limits() {
        return limits;
    }

    private void touch(Session session) {
        if (!session.dirty) {
            session.dirty = true;
            dirty.add(session);
        }
    }
}
