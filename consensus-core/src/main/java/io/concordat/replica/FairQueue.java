package io.concordat.replica;

import io.concordat.bytes.Bytes;
import io.concordat.log.Bundle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bundles that wait for a batch, taken in turns: the client keys among each other, then the sessions of a key; within a
 * session in order. Confined to the loop.
 */
final class FairQueue {
    private final Map<Bytes, KeyLine> keys = new LinkedHashMap<>();
    private final Turns<KeyLine> turns = new Turns<>(line -> keys.remove(line.key));
    private int size;
    private long bytes;
    private long earliestDeadline = Arrival.NEVER;

    private static final class KeyLine extends Turns.Line {
        private final Bytes key;
        private final Map<Bytes, SessionLine> sessions = new LinkedHashMap<>();
        private final Turns<SessionLine> turns = new Turns<>(line -> sessions.remove(line.session));
        private int size;

        private KeyLine(Bytes key) {
            this.key = key;
        }

        @Override
        boolean isEmpty() {
            return size == 0;
        }

        private SessionLine line(Bytes session) {
            SessionLine known = sessions.get(session);
            if (known != null) {
                return known;
            }
            SessionLine fresh = new SessionLine(session.compact());
            sessions.put(fresh.session, fresh);
            return fresh;
        }
    }

    private static final class SessionLine extends Turns.Line {
        private final Bytes session;
        private final Deque<PendingReplies.Entry> entries = new ArrayDeque<>();

        private SessionLine(Bytes session) {
            this.session = session;
        }

        @Override
        boolean isEmpty() {
            return entries.isEmpty();
        }
    }

    void add(PendingReplies.Entry entry) {
        Bundle bundle = entry.bundle();
        KeyLine key = line(bundle.clientKey());
        SessionLine session = key.line(bundle.session());
        session.entries.addLast(entry);
        key.size++;
        size++;
        bytes += entry.size();
        earliestDeadline = Math.min(earliestDeadline, entry.deadline());
        key.turns.waits(session);
        turns.waits(key);
    }

    private KeyLine line(Bytes clientKey) {
        KeyLine known = keys.get(clientKey);
        if (known != null) {
            return known;
        }
        KeyLine fresh = new KeyLine(clientKey.compact());
        keys.put(fresh.key, fresh);
        return fresh;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long bytes() {
        return bytes;
    }

    /** Whose turn it is; null when nobody waits. Asking again changes nothing. */
    PendingReplies.@Nullable Entry peek() {
        KeyLine key = turns.next();
        SessionLine session = key == null ? null : key.turns.next();
        return session == null ? null : session.entries.peekFirst();
    }

    /** Takes what {@link #peek} showed. */
    PendingReplies.Entry take() {
        KeyLine key = java.util.Objects.requireNonNull(turns.next(), "nobody waits");
        SessionLine session = java.util.Objects.requireNonNull(key.turns.next(), "a key without a session waits");
        PendingReplies.Entry entry = session.entries.removeFirst();
        key.size--;
        size--;
        bytes -= entry.size();
        key.turns.served(session, entry.size());
        turns.served(key, entry.size());
        if (size == 0) {
            // Nobody waits, so nobody is owed a turn; and lines of the past must not pile up.
            forgetLines();
        }
        return entry;
    }

    /** Takes out what nobody waits for any longer, and what could only meet the gap that this leaves. */
    List<PendingReplies.Entry> expire(long now) {
        if (earliestDeadline == Arrival.NEVER || now - earliestDeadline < 0) {
            return List.of();
        }
        List<PendingReplies.Entry> expired = new ArrayList<>();
        earliestDeadline = Arrival.NEVER;
        for (KeyLine key : keys.values()) {
            for (SessionLine session : key.sessions.values()) {
                int before = expired.size();
                expire(session, now, expired);
                key.size -= expired.size() - before;
            }
        }
        for (PendingReplies.Entry entry : expired) {
            size--;
            bytes -= entry.size();
        }
        return expired;
    }

    private void expire(SessionLine session, long now, List<PendingReplies.Entry> expired) {
        boolean gap = false;
        for (Iterator<PendingReplies.Entry> all = session.entries.iterator(); all.hasNext(); ) {
            PendingReplies.Entry entry = all.next();
            boolean numbered = entry.bundle().kind() == Bundle.Kind.COMMANDS;
            if (entry.expired(now) || (gap && numbered)) {
                gap |= numbered;
                all.remove();
                expired.add(entry);
            } else {
                earliestDeadline = Math.min(earliestDeadline, entry.deadline());
            }
        }
    }

    /** Takes everything, in no order that matters. */
    List<PendingReplies.Entry> drain() {
        List<PendingReplies.Entry> rest = new ArrayList<>(size);
        keys.values().forEach(key -> key.sessions.values().forEach(session -> rest.addAll(session.entries)));
        forgetLines();
        size = 0;
        bytes = 0;
        return rest;
    }

    private void forgetLines() {
        keys.clear();
        turns.clear();
        earliestDeadline = Arrival.NEVER;
    }
}
