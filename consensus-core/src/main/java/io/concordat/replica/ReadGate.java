package io.concordat.replica;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.net.ClientConnection;
import io.concordat.runtime.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Queries on their way to a confirmed read index: whatever waits when a round begins shares that round. Confined to
 * the loop.
 */
final class ReadGate {
    /** More would only make each round smaller. */
    private static final int ROUNDS = 2;

    private final int group;
    private final Relief relief;
    private final TreeMap<Long, List<Waiting>> rounds = new TreeMap<>();
    private List<Waiting> queue = new ArrayList<>();
    private long lastRound;

    /** One query, who asked it, until when, and what its bytes and its place were taken from. */
    record Waiting(ClientConnection from, long id, Bytes query, long deadline, Budget held, Budget places) {
        boolean expired(long now) {
            return deadline != Arrival.NEVER && now - deadline >= 0;
        }
    }

    ReadGate(int group, Relief relief) {
        this.group = group;
        this.relief = relief;
    }

    void add(Waiting query) {
        queue.add(query);
    }

    /**
     * Closes a round over everything that waits and names it; null when nothing waits or enough are open. Who waited
     * too long is not taken along.
     */
    @Nullable
    Long nextRound(long now) {
        if (rounds.size() >= ROUNDS) {
            return null;
        }
        expire(now);
        if (queue.isEmpty()) {
            return null;
        }
        lastRound++;
        rounds.put(lastRound, queue);
        queue = new ArrayList<>();
        return lastRound;
    }

    private void expire(long now) {
        List<Waiting> late = null;
        for (Waiting query : queue) {
            if (query.expired(now)) {
                late = late == null ? new ArrayList<>() : late;
                late.add(query);
            }
        }
        if (late != null) {
            queue.removeAll(late);
            answer(late, relief.late(late.size()));
        }
    }

    /** The queries of a confirmed round; empty when it was given up before. */
    List<Waiting> serve(long round) {
        List<Waiting> queries = rounds.remove(round);
        return queries == null ? List.of() : queries;
    }

    void refuse(long round, int leader) {
        answer(serve(round), new Wire.Refusal(ErrorCode.NOT_LEADER, "", leader, true));
    }

    void refuseAll(Wire.Refusal why) {
        List<Waiting> all = new ArrayList<>(queue);
        rounds.values().forEach(all::addAll);
        queue.clear();
        rounds.clear();
        answer(all, why);
    }

    private void answer(List<Waiting> queries, Wire.Refusal why) {
        for (Waiting query : queries) {
            settled(query);
            query.from().send(Wire.noAnswer(group, query.id(), why));
        }
    }

    /** Gives back what admission took. Any thread. */
    void settled(Waiting query) {
        query.places().giveBack(1);
        query.held().giveBack(query.query().length());
    }
}
