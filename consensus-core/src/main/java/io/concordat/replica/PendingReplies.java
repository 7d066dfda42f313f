package io.concordat.replica;

import io.concordat.config.Limits;
import io.concordat.log.Bundle;
import io.concordat.net.ClientConnection;
import io.concordat.runtime.Budget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was admitted and not yet executed, by session, and whom to tell. Confined to the loop. */
final class PendingReplies {
    private final int group;
    private final Limits limits;
    private final Routes routes;
    private final Relief relief;
    private final Map<SessionKey, Waiting> sessions = new LinkedHashMap<>();
    private final Map<SessionKey, Long> refusedFrom = new LinkedHashMap<>();
    private final Map<ClientConnection, Set<SessionKey>> spoken = new LinkedHashMap<>();

    /** One bundle under way. {@code asked} is the connection that sent it last. */
    static final class Entry {
        /** Of its length in a batch. */
        private static final int OVERHEAD = 4;

        private final Bundle bundle;
        private final Budget held;
        private ClientConnection asked;
        private long deadline;
        private boolean again;

        private Entry(Arrival arrival, Budget held) {
            this.bundle = arrival.bundle();
            this.held = held;
            this.asked = arrival.from();
            this.deadline = arrival.deadline();
        }

        Bundle bundle() {
            return bundle;
        }

        int size() {
            return bundle.encoded().length() + OVERHEAD;
        }

        long deadline() {
            return deadline;
        }

        boolean expired(long now) {
            return deadline != Arrival.NEVER && now - deadline >= 0;
        }
    }

    private static final class Waiting {
        private final Deque<Entry> entries = new ArrayDeque<>();
        private long bytes;
    }

    PendingReplies(int group, Limits limits, Routes routes, Relief relief) {
        this.group = group;
        this.limits = limits;
        this.routes = routes;
        this.relief = relief;
    }

    /** Takes a bundle in, or answers it at once. Returns the entry to be proposed, or null when there is none. */
    @Nullable
    Entry admit(Arrival arrival, long now) {
        Bundle bundle = arrival.bundle();
        ClientConnection from = arrival.from();
        SessionKey key = SessionKey.of(bundle);
        Waiting waiting = sessions.get(key);
        Entry same = waiting == null ? null : find(waiting, bundle);
        if (same != null) {
            // Its reply may be on its way to the old connection already: settle() sees to the rest.
            speak(key, from);
            same.again |= same.asked != from;
            same.asked = from;
            same.deadline = Math.max(same.deadline, arrival.deadline());
            giveBack(arrival);
            return null;
        }
        Budget held = arrival.held();
        if (held == null) {
            return refuse(arrival, key, relief.noRoom(arrival.expired(now)));
        }
        Wire.Refusal busy = over(key, waiting, bundle, held);
        if (busy != null) {
            return refuse(arrival, key, busy);
        }
        if (bundle.kind() == Bundle.Kind.COMMANDS) {
            refusedFrom.remove(key);
        }
        speak(key, from);
        Entry entry = new Entry(arrival, held);
        Waiting line = line(key, waiting);
        line.entries.addLast(entry);
        line.bytes += bundle.encoded().length();
        return entry;
    }

    /** What was refused here came to agreement through others: its client has its answer and sends it no more. */
    private void agreed(SessionKey key, Bundle bundle) {
        if (!refusedFrom.isEmpty() && bundle.kind() == Bundle.Kind.COMMANDS) {
            Long refused = refusedFrom.get(key);
            if (refused != null && bundle.firstNumber() + bundle.count() > refused) {
                refusedFrom.remove(key);
            }
        }
    }

    /** What was executed without this member having seen it: which of the refused numbers is among it, nobody says. */
    void skipped() {
        refusedFrom.clear();
    }

    private @Nullable Entry refuse(Arrival arrival, SessionKey key, Wire.Refusal why) {
        refuseFrom(key, arrival.bundle());
        giveBack(arrival);
        arrival.from().send(Wire.refused(arrival.bundle(), group, why));
        return null;
    }

    private Waiting line(SessionKey key, @Nullable Waiting known) {
        if (known != null) {
            return known;
        }
        Waiting fresh = new Waiting();
        sessions.put(key.compact(), fresh);
        return fresh;
    }

    private Wire.@Nullable Refusal over(SessionKey key, @Nullable Waiting waiting, Bundle bundle, Budget held) {
        long pending = waiting == null ? 0 : waiting.bytes;
        if (pending + bundle.encoded().length() > limits.sessionPendingBytes()) {
            return relief.busy("too much is pending in this session");
        }
        if (pending > held.left()) {
            return relief.busy("this session holds as much as is left for others");
        }
        Long refused = refusedFrom.get(key);
        if (refused != null && goesBefore(refused, bundle)) {
            return relief.busy("number " + refused + " was refused and has to come first");
        }
        if (routes.full(key)) {
            return relief.busy("too many sessions speak here");
        }
        return null;
    }

    /** Not if the client has its result: then a late copy was refused, and nobody sends that again. */
    private static boolean goesBefore(long refused, Bundle bundle) {
        return bundle.kind() == Bundle.Kind.COMMANDS
                && bundle.firstNumber() > refused
                && bundle.repliesAcknowledged() < refused;
    }

    /** Once a number is refused, later ones would only meet a gap. */
    private void refuseFrom(SessionKey key, Bundle bundle) {
        if (bundle.kind() != Bundle.Kind.COMMANDS) {
            return;
        }
        if (!refusedFrom.containsKey(key) && refusedFrom.size() >= limits.sessions()) {
            // Forgetting one is harmless: its later numbers are refused as a gap when they are executed.
            refusedFrom.remove(refusedFrom.keySet().iterator().next());
        }
        Long before = refusedFrom.get(key);
        if (before == null || before > bundle.firstNumber()) {
            refusedFrom.put(before == null ? key.compact() : key, bundle.firstNumber());
        }
    }

    private void speak(SessionKey key, ClientConnection from) {
        if (routes.speaksAlready(key, from)) {
            return;
        }
        SessionKey kept = key.compact();
        routes.speaks(kept, from);
        spoken.computeIfAbsent(from, c -> new LinkedHashSet<>()).add(kept);
    }

    /**
     * The applier has executed and answered {@code bundle}. Returns an entry that must be proposed once more, or null.
     */
    @Nullable
    Entry settle(Bundle bundle) {
        SessionKey key = SessionKey.of(bundle);
        agreed(key, bundle);
        Waiting waiting = sessions.get(key);
        Entry entry = waiting == null ? null : find(waiting, bundle);
        if (waiting == null || entry == null) {
            return null;
        }
        if (entry.again) {
            // It was sent again, over another connection, while it was being answered. Its reply is cached now.
            entry.again = false;
            return entry;
        }
        waiting.entries.remove(entry);
        forget(key, waiting, entry);
        if (bundle.kind() == Bundle.Kind.QUERY) {
            hush(key, entry.asked);
        }
        relief.answered(entry.bundle.encoded().length());
        return null;
    }

    /** The name of a question is used once: nothing will ever be said under it again. */
    private void hush(SessionKey key, ClientConnection from) {
        routes.remove(key, from);
        Set<SessionKey> keys = spoken.get(from);
        if (keys != null) {
            keys.remove(key);
        }
    }

    private void forget(SessionKey key, Waiting waiting, Entry entry) {
        long size = entry.bundle.encoded().length();
        waiting.bytes -= size;
        entry.held.giveBack(size);
        if (waiting.entries.isEmpty()) {
            sessions.remove(key);
        }
    }

    /** Answers these without having executed them; {@code nothingHappened} if they never entered a log. */
    void refuse(List<Entry> entries, Wire.Refusal why) {
        for (Entry entry : entries) {
            SessionKey key = SessionKey.of(entry.bundle);
            Waiting waiting = sessions.get(key);
            if (waiting != null && waiting.entries.remove(entry)) {
                forget(key, waiting, entry);
                entry.asked.send(Wire.refused(entry.bundle, group, why));
            }
        }
    }

    /**
     * {@code entries} waited longer than their senders do; what follows them in their sessions has to come again after
     * them.
     */
    void tick(long now, List<Entry> entries) {
        relief.tick(now);
        if (!entries.isEmpty()) {
            Wire.Refusal late = relief.late(entries.size());
            entries.forEach(entry -> refuseFrom(SessionKey.of(entry.bundle), entry.bundle));
            refuse(entries, late);
        }
    }

    /** Everything that waits, by session in the order it came. */
    List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        sessions.values().forEach(w -> all.addAll(w.entries));
        return all;
    }

    /**
     * This node tells sessions no more events. Those that wait for an answer are refused anyway; the others, who may
     * wait for an event, would not look for the next leader by themselves.
     */
    void leadsNoMore(int leader) {
        routes.tellNoMore((session, connection) -> {
            if (!sessions.containsKey(session)) {
                connection.send(Wire.notLeader(session.session(), group, leader));
            }
        });
    }

    /** Answers everything that is left. */
    void refuseAll(Wire.Refusal why) {
        refuse(all(), why);
        refusedFrom.clear();
    }

    void closed(ClientConnection connection) {
        Set<SessionKey> keys = spoken.remove(connection);
        if (keys != null) {
            keys.forEach(k -> routes.remove(k, connection));
        }
    }

    private static void giveBack(Arrival arrival) {
        Budget held = arrival.held();
        if (held != null) {
            held.giveBack(arrival.bundle().encoded().length());
        }
    }

    private static @Nullable Entry find(Waiting waiting, Bundle bundle) {
        for (Entry entry : waiting.entries) {
            Bundle known = entry.bundle;
            if (known == bundle
                    || (known.kind() == bundle.kind()
                            && known.firstNumber() == bundle.firstNumber()
                            && known.digest().equals(bundle.digest()))) {
                return entry;
            }
        }
        return null;
    }
}
