package io.concordat.replica;

import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import io.concordat.net.ClientConnection;
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
    private final Budget bytes;
    private final Map<SessionKey, Waiting> sessions = new LinkedHashMap<>();
    private final Map<SessionKey, Long> refusedFrom = new LinkedHashMap<>();
    private final Map<ClientConnection, Set<SessionKey>> spoken = new LinkedHashMap<>();

    /** One bundle under way. {@code asked} is the connection that sent it last. */
    static final class Entry {
        private final Bundle bundle;
        private ClientConnection asked;
        private boolean again;

        private Entry(Bundle bundle, ClientConnection asked) {
            this.bundle = bundle;
            this.asked = asked;
        }

        Bundle bundle() {
            return bundle;
        }
    }

    private static final class Waiting {
        private final Deque<Entry> entries = new ArrayDeque<>();
        private long bytes;
    }

    PendingReplies(int group, Limits limits, Routes routes, Budget bytes) {
        this.group = group;
        this.limits = limits;
        this.routes = routes;
        this.bytes = bytes;
    }

    /**
     * Takes a bundle in, or answers it at once.
     *
     * @param room whether its bytes were taken from the budget
     * @return the entry to be proposed, or null when there is nothing to propose
     */
    @Nullable
    Entry admit(ClientConnection from, Bundle bundle, boolean room) {
        SessionKey key = SessionKey.of(bundle);
        Waiting waiting = sessions.get(key);
        Entry same = waiting == null ? null : find(waiting, bundle);
        if (same != null) {
            // Its reply may be on its way to the old connection already: settle() sees to the rest.
            speak(key, from);
            same.again |= same.asked != from;
            same.asked = from;
            giveBack(bundle, room);
            return null;
        }
        String busy = room ? overSessionBound(key, waiting, bundle) : "too much is pending in this group";
        if (busy != null) {
            refuseFrom(key, bundle);
            giveBack(bundle, room);
            from.send(Wire.refused(bundle, group, new Wire.Refusal(ErrorCode.BUSY, busy, 0, true)));
            return null;
        }
        refusedFrom.remove(key);
        speak(key, from);
        Entry entry = new Entry(bundle, from);
        Waiting line = sessions.computeIfAbsent(key, k -> new Waiting());
        line.entries.addLast(entry);
        line.bytes += bundle.encoded().length();
        return entry;
    }

    private @Nullable String overSessionBound(SessionKey key, @Nullable Waiting waiting, Bundle bundle) {
        long pending = waiting == null ? 0 : waiting.bytes;
        if (pending + bundle.encoded().length() > limits.sessionPendingBytes()) {
            return "too much is pending in this session";
        }
        Long refused = refusedFrom.get(key);
        if (refused != null && bundle.kind() == Bundle.Kind.COMMANDS && bundle.firstNumber() > refused) {
            return "number " + refused + " was refused and has to come first";
        }
        if (routes.size() >= 2 * limits.sessions()) {
            return "too many sessions speak here";
        }
        return null;
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
        refusedFrom.merge(key, bundle.firstNumber(), Math::min);
    }

    private void speak(SessionKey key, ClientConnection from) {
        if (routes.speaks(key, from)) {
            spoken.computeIfAbsent(from, c -> new LinkedHashSet<>()).add(key);
        }
    }

    /**
     * The applier has executed and answered {@code bundle}. Returns an entry that must be proposed once more, or null.
     */
    @Nullable
    Entry settle(Bundle bundle) {
        SessionKey key = SessionKey.of(bundle);
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
        bytes.giveBack(size);
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

    /** Everything that waits, by session in the order it came. */
    List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        sessions.values().forEach(w -> all.addAll(w.entries));
        return all;
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

    private void giveBack(Bundle bundle, boolean room) {
        if (room) {
            bytes.giveBack(bundle.encoded().length());
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
