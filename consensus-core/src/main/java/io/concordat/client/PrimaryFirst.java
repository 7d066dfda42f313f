package io.concordat.client;

import io.concordat.bytes.Bytes;
import io.concordat.net.Frame;
import io.concordat.runtime.Clock;
import io.concordat.runtime.Loop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Commands go to the member that leads alone, and to everybody else once it is lost, refuses, or lets them wait
 * (OSDI'99 §4.1): the others hear of them from it anyway, and only a primary that is silent needs witnesses. Who leads
 * is believed when enough members name the same one, so that no single liar draws everything to itself. Confined to
 * the client's loop.
 */
final class PrimaryFirst {
    private final int equal;
    private final long patience;
    private final Clock clock;
    private final Supplier<Collection<Connection>> members;
    private final WakeUp wakeUp;
    private final SortedMap<Integer, Integer> named = new TreeMap<>();
    private final Map<Sending, Unsaid> unsaid = new LinkedHashMap<>();

    private record Sending(Bytes session, long first) {}

    /** What only {@code told} has heard so far. */
    private record Unsaid(Frame frame, int told, long until) {}

    /**
     * @param equal how many members must name the same one
     * @param patience how long it may take alone, nanoseconds
     * @param members all connections there are, standing or not
     */
    PrimaryFirst(int equal, long patience, Loop loop, Clock clock, Supplier<Collection<Connection>> members) {
        this.equal = equal;
        this.patience = patience;
        this.clock = clock;
        this.members = members;
        this.wakeUp = new WakeUp(loop, clock, this::lookAtTheTime);
    }

    /** Sends the commands of {@code session} from number {@code first} on. */
    void send(Frame frame, Bytes session, long first) {
        Optional<Connection> primary = believed();
        if (primary.isEmpty()) {
            toAllBut(0, frame);
            return;
        }
        primary.get().send(frame);
        long until = clock.monotonicNanos() + patience;
        unsaid.put(new Sending(session, first), new Unsaid(frame, primary.get().node(), until));
        wakeUp.by(until);
    }

    /** One member's word: whom it takes for the primary, and whether it takes what it was sent alone. */
    void heard(int member, Answer.Results results) {
        named.put(member, results.failure().leader());
        if (!results.failure().none()) {
            tellOthers((sending, kept) -> kept.told() == member
                    && sending.first() == results.first()
                    && sending.session().equals(results.session()));
        }
    }

    /** These results are here, and nobody else needs to hear of their commands. */
    void settled(Answer.Results results) {
        if (results.failure().none()) {
            unsaid.keySet()
                    .removeIf(sending -> sending.session().equals(results.session())
                            && sending.first() >= results.first()
                            && sending.first() - results.first()
                                    < results.outcomes().size());
        }
    }

    void lost(int member) {
        named.remove(member);
        tellOthers((sending, kept) -> kept.told() == member);
    }

    private void lookAtTheTime() {
        long now = clock.monotonicNanos();
        if (tellOthers((sending, kept) -> kept.until() <= now)) {
            // It is believed again when enough members name it in their next answers.
            named.clear();
        }
        unsaid.values().forEach(kept -> wakeUp.by(kept.until()));
    }

    private boolean tellOthers(BiPredicate<Sending, Unsaid> which) {
        List<Unsaid> due = new ArrayList<>();
        unsaid.entrySet().removeIf(e -> which.test(e.getKey(), e.getValue()) && due.add(e.getValue()));
        due.forEach(kept -> toAllBut(kept.told(), kept.frame()));
        return !due.isEmpty();
    }

    private void toAllBut(int node, Frame frame) {
        Predicate<Connection> others = member -> member.open() && member.node() != node;
        members.get().stream().filter(others).forEach(member -> member.send(frame));
    }

    private Optional<Connection> believed() {
        return members.get().stream()
                .filter(member -> member.open() && votes(member.node()) >= equal)
                .findFirst();
    }

    private long votes(int node) {
        return named.values().stream().filter(leader -> leader == node).count();
    }
}
