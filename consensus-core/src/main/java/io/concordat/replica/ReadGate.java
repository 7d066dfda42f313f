package io.concordat.replica;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.net.ClientConnection;
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
    private final Budget reads;
    private final Budget bytes;
    private final TreeMap<Long, List<Waiting>> rounds = new TreeMap<>();
    private List<Waiting> queue = new ArrayList<>();
    private long lastRound;

    /** One query and who asked it. */
    record Waiting(ClientConnection from, long id, Bytes query) {}

    ReadGate(int group, Budget reads, Budget bytes) {
        this.group = group;
        this.reads = reads;
        this.bytes = bytes;
    }

    void add(Waiting query) {
        queue.add(query);
    }

    /** Closes a round over everything that waits and names it; null when nothing waits or enough are open. */
    @Nullable
    Long nextRound() {
        if (queue.isEmpty() || rounds.size() >= ROUNDS) {
            return null;
        }
        lastRound++;
        rounds.put(lastRound, queue);
        queue = new ArrayList<>();
        return lastRound;
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
        reads.giveBack(1);
        bytes.giveBack(query.query().length());
    }
}
