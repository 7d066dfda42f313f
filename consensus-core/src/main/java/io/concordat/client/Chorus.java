package io.concordat.client;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.net.Frame;
import io.concordat.runtime.Loop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All members as one connection, for clients that believe no single one: what is sent goes to every member, commands to
 * the one that leads first, and what was heard is what enough distinct members say alike (design §4.7). A refusal by
 * members is never proof that nothing happened: whoever holds the signed bundle can still bring it to execution.
 * Confined to the client's loop.
 */
final class Chorus extends Connection {
    static final int EVERYBODY = 0;
    /** Unmatched words of one member that are kept; one that babbles loses only its own. */
    private static final int MOST_HEARD = 512;

    private static final int MOST_SETTLED = 4_096;

    private final int equal;
    private final Supplier<Collection<Connection>> members;
    private final PrimaryFirst primaryFirst;
    private final SortedMap<Integer, Map<Answer, Boolean>> heard = new TreeMap<>();
    private final Map<Matter, Boolean> settled = bounded(MOST_SETTLED);
    private final Map<Bytes, EventOrder> events = bounded(MOST_SETTLED);

    /** What an answer decides; another answer to it is not needed. */
    private record Matter(Bytes session, long number, int count) {}

    /** A session's events that are believed, until those before them are. */
    private static final class EventOrder {
        private final SortedMap<Long, Answer.SessionEvents> believed = new TreeMap<>();
        private long last;
    }

    /**
     * @param equal how many members must say the same
     * @param members all connections there are, standing or not
     */
    Chorus(
            Owner owner,
            Loop loop,
            Limits limits,
            int equal,
            Supplier<Collection<Connection>> members,
            PrimaryFirst primaryFirst) {
        super(EVERYBODY, owner, loop, limits);
        this.equal = equal;
        this.members = members;
        this.primaryFirst = primaryFirst;
    }

    private static <K, V> Map<K, V> bounded(int most) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** Whether enough members can be heard. */
    @Override
    boolean open() {
        return members.get().stream().filter(Connection::open).count() >= equal;
    }

    @Override
    boolean ended() {
        return false;
    }

    @Override
    void send(Frame frame) {
        for (Connection member : members.get()) {
            if (member.open()) {
                member.send(frame);
            }
        }
    }

    @Override
    void sendCommands(Frame frame, Bytes session, long first) {
        primaryFirst.send(frame, session, first);
    }

    void lost(int member) {
        primaryFirst.lost(member);
    }

    /** Something is missing that only a fresh start brings. */
    @Override
    void drop(String code, String message) {
        List.copyOf(members.get()).forEach(member -> member.drop(code, message));
    }

    /** Takes one member's word; returns what is believed now, in order, and was not before. */
    List<Answer> heard(int member, Answer answer) {
        if (answer instanceof Answer.SessionEvents several) {
            List<Answer> believed = new ArrayList<>();
            for (int i = 0; i < several.events().size(); i++) {
                believed.addAll(event(
                        member,
                        new Answer.SessionEvents(
                                several.session(),
                                several.first() + i,
                                List.of(several.events().get(i)))));
            }
            return believed;
        }
        if (answer instanceof Answer.Results results) {
            primaryFirst.heard(member, results);
        }
        Answer plain = withoutHints(answer);
        Matter matter = matter(plain);
        if (matter != null && settled.containsKey(matter)) {
            return List.of();
        }
        if (!agreed(member, plain)) {
            return List.of();
        }
        if (matter != null) {
            settled.put(matter, true);
        }
        if (plain instanceof Answer.Results results) {
            primaryFirst.settled(results);
        }
        return List.of(plain);
    }

    private List<Answer> event(int member, Answer.SessionEvents event) {
        EventOrder order = events.computeIfAbsent(event.session(), s -> new EventOrder());
        if (event.first() <= order.last || order.believed.containsKey(event.first()) || !agreed(member, event)) {
            return List.of();
        }
        order.believed.put(event.first(), event);
        List<Answer> next = new ArrayList<>();
        Answer.SessionEvents following = order.believed.remove(order.last + 1);
        while (following != null) {
            order.last++;
            next.add(following);
            following = order.believed.remove(order.last + 1);
        }
        return next;
    }

    /** Each member is counted once for what it says (P57). */
    private boolean agreed(int member, Answer answer) {
        heard.computeIfAbsent(member, m -> bounded(MOST_HEARD)).put(answer, true);
        int same = 0;
        for (Map<Answer, Boolean> words : heard.values()) {
            same += words.containsKey(answer) ? 1 : 0;
        }
        if (same < equal) {
            return false;
        }
        heard.values().forEach(words -> words.remove(answer));
        return true;
    }

    private static @Nullable Matter matter(Answer answer) {
        if (answer instanceof Answer.Results r && r.failure().none()) {
            return new Matter(r.session(), r.first(), r.outcomes().size());
        }
        if (answer instanceof Answer.QueryAnswer q && q.failure().none()) {
            return new Matter(Bytes.EMPTY, q.id(), 0);
        }
        return null;
    }

    /** Members may differ in whom they take for the leader, and in how they put it. */
    private static Answer withoutHints(Answer answer) {
        if (answer instanceof Answer.Results r) {
            return new Answer.Results(r.session(), r.first(), r.outcomes(), plain(r.failure()));
        }
        if (answer instanceof Answer.Control c) {
            return new Answer.Control(c.session(), c.kind(), plain(c.failure()));
        }
        if (answer instanceof Answer.QueryAnswer q) {
            return new Answer.QueryAnswer(q.id(), q.bytes(), plain(q.failure()));
        }
        return answer;
    }

    private static Answer.Failure plain(Answer.Failure failure) {
        return new Answer.Failure(failure.code(), "", 0, false, 0);
    }
}
