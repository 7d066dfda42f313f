package io.concordat.pbft;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.crypto.BadSignatureException;
import io.concordat.log.Bundle;
import io.concordat.membership.Membership;
import io.concordat.protocol.Attestation;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** Replicas in one thread: messages go through the codec, wires can lose what a test names, time is a number. */
final class TestGroup {
    final Membership members;
    final List<TestMember> all = new ArrayList<>();
    final List<Flight> sent = new ArrayList<>();
    long now = 1;
    private final Deque<Flight> flying = new ArrayDeque<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private Predicate<Flight> lost = f -> false;
    private long proposals;
    private int requested;

    /** One message on its way. */
    record Flight(int from, int to, PbftMessage message) {
        boolean says(Phase phase) {
            return message instanceof PbftMessage.Signed signed
                    && signed.statement().phase() == phase;
        }
    }

    TestGroup(int size) {
        members = Words.members(size);
        for (int node = 1; node <= size; node++) {
            all.add(new TestMember(node, this));
        }
    }

    TestMember member(int node) {
        return all.get(node - 1);
    }

    void lose(Predicate<Flight> which) {
        lost = which;
    }

    void loseNothing() {
        lost = f -> false;
    }

    void fly(int from, Effect.Send send) {
        Flight flight = new Flight(from, send.to(), (PbftMessage) send.message());
        sent.add(flight);
        if (!lost.test(flight)) {
            flying.addLast(flight);
        }
    }

    void later(Runnable task) {
        later.addLast(task);
    }

    /** Delivers and syncs until nothing moves any more. */
    void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            while (!later.isEmpty() || !flying.isEmpty()) {
                moved = true;
                if (!later.isEmpty()) {
                    later.removeFirst().run();
                } else {
                    deliver(flying.removeFirst());
                }
            }
            for (TestMember member : all) {
                moved |= member.sync();
            }
        }
    }

    void deliver(Flight flight) {
        PbftMessage m = flight.message();
        TestMember to = member(flight.to());
        if (to.protocol.relevance().matters(m.kind(), m.term(), m.index(), m.body())) {
            to.step(new Event.Received(flight.from(), decoded(m)));
        }
    }

    /** As the receiver's verification stage makes it. */
    static PbftMessage decoded(PbftMessage message) {
        try {
            return codec().decode(
                            Words.CONTEXT,
                            message.kind(),
                            message.term(),
                            message.index(),
                            message.body(),
                            Bytes.concat(message.payload().toArray(Bytes[]::new)),
                            Limits.DEFAULTS);
        } catch (MalformedException | BadSignatureException e) {
            throw new AssertionError("an honest member sends " + message, e);
        }
    }

    static PbftCodec codec() {
        return new PbftCodec(
                new SignatureChecks(new Attestation(Words.CONTEXT, Words.verifier(), Words::key, key -> true, false)));
    }

    /** Time passes in ticks, each with all that it causes. */
    void pass(long millis) {
        for (long done = 0; done < millis; done += 10) {
            now += 10_000_000;
            all.forEach(m -> m.step(new Event.Tick()));
            settle();
        }
    }

    /** A client's request reaches everybody, and is proposed by whoever leads. */
    void request(int number) {
        Bundle bundle = TestMember.request(number);
        for (TestMember member : all) {
            if (member.protocol.status().role().leads()) {
                member.step(new Event.Proposed(++proposals, 0, List.of(bundle)));
            } else {
                member.step(new Event.Wanted(bundle));
            }
        }
    }

    /** So many more, one after the other. */
    void requests(int number) {
        for (int i = 0; i < number; i++) {
            request(requested++);
            settle();
        }
    }

    /** What a new primary's host does: everything pending is proposed. */
    void propose(int node, int number) {
        member(node).step(new Event.Proposed(++proposals, 0, List.of(TestMember.request(number))));
    }

    /** Slots executed by all that run, and that they are the same. */
    List<Long> executed() {
        return all.stream().filter(m -> !m.down).map(TestMember::executed).toList();
    }

    boolean equal() {
        return all.stream()
                        .filter(m -> !m.down)
                        .map(m -> m.protocol.status().lastHash())
                        .distinct()
                        .count()
                == 1;
    }
}
