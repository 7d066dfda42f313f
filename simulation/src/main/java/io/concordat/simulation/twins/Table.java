package io.concordat.simulation.twins;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.crypto.Signer;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.ProtocolStart.ConfigurationAt;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Recovery;
import io.concordat.simulation.KeyedHashSigner;
import io.concordat.simulation.time.SeededRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All seats of one scenario. In each round a request comes, what is under way is delivered twice over within its side
 * of the network (so that a slot can be prepared in one round and committed in the next), and patience runs out; what
 * crosses the sides is lost. Then the network heals, and everything must be agreed on in the end.
 */
final class Table {
    private static final GroupContext CONTEXT = new GroupContext(Bytes.wrap(new byte[16]), 0, 0);
    private static final long MILLI = 1_000_000;
    private static final long ROUND_NANOS = 2_200 * MILLI;
    private static final long CALM_TICK = 200 * MILLI;
    private static final int HOPS = 2;
    private static final int CALM_TICKS = 600;

    private final Scenario scenario;
    private final List<Seat> seats = new ArrayList<>();
    private final TreeMap<Long, Hash> agreed = new TreeMap<>();
    private Deque<Flight> flying = new ArrayDeque<>();
    private long now = 1;
    private long requests;
    private long accusations;
    private @Nullable String violation;

    private record Flight(Seat from, Seat to, Effect.Send send) {}

    Table(Scenario scenario, ProtocolFactory factory) {
        this.scenario = scenario;
        List<Member> members = new ArrayList<>();
        for (int node = 1; node <= scenario.nodes(); node++) {
            members.add(new Member(node, KeyedHashSigner.keyOf(node)));
        }
        Membership membership = new Membership(0, members, List.of());
        LogEntry genesis = LogChain.genesis(CONTEXT, membership);
        for (int number = 0; number < scenario.seats(); number++) {
            int member = scenario.identity(number);
            seats.add(new Seat(number, member, this, factory.start(start(member, membership, genesis)), genesis));
        }
    }

    private static ProtocolStart start(int member, Membership membership, LogEntry genesis) {
        Signer signer = new KeyedHashSigner(KeyedHashSigner.keyOf(member));
        return new ProtocolStart(
                member,
                CONTEXT,
                HardState.INITIAL,
                new Recovery.Intact(),
                LogTail.EMPTY,
                null,
                new LogTail(genesis.term(), genesis.index(), genesis.hash()),
                List.of(),
                List.of(new ConfigurationAt(1, membership)),
                0,
                1,
                1,
                Settings.NONE,
                Limits.DEFAULTS,
                new SeededRandom(member),
                signer,
                List.of());
    }

    long now() {
        return now;
    }

    long accusations() {
        return accusations;
    }

    /** Plays it; returns what went wrong, or null. */
    @Nullable
    String play() {
        everybody(new Event.Tick());
        for (int side : scenario.sides()) {
            request();
            for (int hop = 0; hop < HOPS; hop++) {
                hop(side);
            }
            now += ROUND_NANOS;
            everybody(new Event.Tick());
        }
        calm();
        return violation;
    }

    /** Everybody hears of it; two primaries of one name propose it each in its own words. */
    private void request() {
        Bytes name = new ByteWriter(16).u64(0).u64(++requests).toBytes();
        Bundle bundle = Bundle.keepAlive(
                new Bundle.Identity(CONTEXT.cluster(), 0, name, Hash.ZERO.bytes()), 0, 0, text -> Bytes.EMPTY);
        for (Seat seat : seats) {
            boolean leads = seat.protocol().status().role().leads();
            seat.step(leads ? new Event.Proposed(requests, seat.number(), List.of(bundle)) : new Event.Wanted(bundle));
        }
    }

    private void everybody(Event event) {
        for (Seat seat : seats) {
            seat.step(event);
        }
    }

    private void hop(int side) {
        Deque<Flight> arriving = flying;
        flying = new ArrayDeque<>();
        for (Flight flight : arriving) {
            boolean together =
                    (side >> flight.from().number() & 1) == (side >> flight.to().number() & 1);
            if (together && violation == null) {
                flight.to()
                        .step(new Event.Received(
                                flight.from().member(), flight.send().message()));
            }
        }
    }

    private void calm() {
        for (int tick = 0; tick < CALM_TICKS && violation == null; tick++) {
            now += CALM_TICK;
            everybody(new Event.Tick());
            while (!flying.isEmpty() && violation == null) {
                hop(0);
            }
            if (tick % 5 == 0 && done()) {
                return;
            }
            if (tick % 10 == 0) {
                proposeAgain();
            }
        }
        violated("no agreement after " + CALM_TICKS * CALM_TICK / 1_000 / MILLI + " s of calm");
    }

    /** As a new primary's host does with what its clients wait for. */
    private void proposeAgain() {
        for (Seat seat : seats) {
            if (seat.protocol().proposable() && seat.protocol().status().role().leads()) {
                seat.step(new Event.Proposed(++requests, seat.number(), List.of()));
            }
        }
    }

    /** Every honest member has executed something in calm, and all of them the same. */
    private boolean done() {
        long least = Long.MAX_VALUE;
        long most = 0;
        for (Seat seat : seats) {
            if (!scenario.twinned(seat.member())) {
                least = Math.min(least, seat.executed());
                most = Math.max(most, seat.executed());
            }
        }
        return least == most && least > 1;
    }

    void sent(Seat from, Effect.Send send) {
        for (Seat to : seats) {
            if (to.member() == send.to()) {
                flying.addLast(new Flight(from, to, send));
            }
        }
    }

    void executed(Seat by, LogEntry entry) {
        if (scenario.twinned(by.member())) {
            return;
        }
        Hash known = agreed.putIfAbsent(entry.index(), entry.hash());
        if (known != null && !known.equals(entry.hash())) {
            violated("slot " + entry.index() + " is " + known + ", and member " + by.member() + " executes "
                    + entry.hash());
        }
    }

    void accused(Seat by, Effect.Accuse accuse) {
        if (scenario.twinned(accuse.member())) {
            accusations++;
        } else if (!scenario.twinned(by.member())) {
            violated("member " + by.member() + " accuses honest member " + accuse.member() + ": " + accuse.deed());
        }
    }

    void stopped(Seat seat, String reason) {
        if (!scenario.twinned(seat.member())) {
            violated("member " + seat.member() + " stops: " + reason);
        }
    }

    private void violated(String what) {
        if (violation == null) {
            violation = what;
        }
    }

    LogEntry entry(RecordOp.Put put, Bytes batch) {
        try {
            return new LogEntry(put.term(), put.hash(), Batch.decode(batch, Limits.DEFAULTS));
        } catch (MalformedException e) {
            throw new IllegalStateException("an own record", e);
        }
    }
}
