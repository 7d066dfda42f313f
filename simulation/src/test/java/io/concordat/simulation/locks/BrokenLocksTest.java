package io.concordat.simulation.locks;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Command;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.raft.RaftFactory;
import io.concordat.services.lock.LockCodec;
import io.concordat.services.lock.LockCommand;
import io.concordat.services.lock.LockLimits;
import io.concordat.services.lock.LockReply;
import io.concordat.services.lock.state.Locks;
import io.concordat.simulation.Bent;
import io.concordat.simulation.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of locks are checked: locks with one thing wrong each are found out, as in real clusters. */
class BrokenLocksTest {
    private static final int SEEDS = 10;
    private static final long SECONDS = 1_000_000_000L;
    private static final int OFTEN = 5;

    /** What a bent lock does to an acquisition and its answer. */
    private abstract static class BentLock extends Bent {
        long greatest;
        int grants;

        BentLock() {
            super(new Locks(LockLimits.DEFAULTS));
        }

        LockCommand.Acquire asked(LockCommand.Acquire acquire) {
            return acquire;
        }

        abstract LockReply answered(LockReply reply, Command command);

        @Override
        public final Bytes apply(Command command) {
            try {
                if (!(LockCodec.decode(command.bytes(), LockLimits.DEFAULTS) instanceof LockCommand.Acquire acquire)) {
                    return inner.apply(command);
                }
                Bytes bytes = LockCodec.encode(asked(acquire), Bytes.EMPTY);
                LockReply reply = LockCodec.decodeReply(inner.apply(new Said(bytes, command)));
                if (reply instanceof LockReply.Held held) {
                    greatest = Math.max(greatest, held.fence());
                    grants++;
                }
                return LockCodec.encode(answered(reply, command));
            } catch (MalformedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The same command with other bytes. */
    private record Said(Bytes bytes, Command of) implements Command {
        @Override
        public Bytes session() {
            return of.session();
        }

        @Override
        public long number() {
            return of.number();
        }

        @Override
        public boolean maySpeakFor(Bytes other) {
            return of.maySpeakFor(other);
        }

        @Override
        public long index() {
            return of.index();
        }

        @Override
        public long clusterNanos() {
            return of.clusterNanos();
        }

        @Override
        public void emit(Bytes session, Bytes event) {
            of.emit(session, event);
        }
    }

    /** Tells some who have to wait that they hold it. */
    private static final class DoubleGrant extends BentLock {
        @Override
        LockReply answered(LockReply reply, Command command) {
            return reply instanceof LockReply.Queued queued && every(2, command)
                    ? new LockReply.Held(queued.clusterNanos(), ++greatest, 1, queued.clusterNanos() + 2 * SECONDS)
                    : reply;
        }
    }

    /** Gives the last fence again. */
    private static final class ReusedFence extends BentLock {
        @Override
        LockReply answered(LockReply reply, Command command) {
            return reply instanceof LockReply.Held held && grants % OFTEN == 0
                    ? new LockReply.Held(held.clusterNanos(), held.fence() - 1, held.holds(), held.deadline())
                    : reply;
        }
    }

    /** Ends holds before the moment it has promised. */
    private static final class EarlyEnd extends BentLock {
        private static final long LIFE = 1_000_000;

        @Override
        LockCommand.Acquire asked(LockCommand.Acquire a) {
            return new LockCommand.Acquire(a.name(), a.owner(), a.need(), LIFE, a.patience());
        }

        @Override
        LockReply answered(LockReply reply, Command command) {
            return reply instanceof LockReply.Held held
                    ? new LockReply.Held(
                            held.clusterNanos(), held.fence(), held.holds(), held.clusterNanos() + 2 * SECONDS)
                    : reply;
        }
    }

    static Stream<Arguments> locks() {
        return Stream.of(
                broken("double grant", DoubleGrant::new, "mutual-exclusion"),
                broken("reused fence", ReusedFence::new, "fence-monotone"),
                broken("early end", EarlyEnd::new, "lease-kept"));
    }

    private static Arguments broken(String what, Supplier<StateMachine> machine, String rule) {
        return Arguments.of(what, machine, rule);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("locks")
    void aBrokenLockIsFoundOut(String what, Supplier<StateMachine> machine, String rule) {
        List<String> violations = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS && violations.isEmpty(); seed++) {
            Simulation.of(new RaftFactory())
                    .machine(
                            () -> new WatchedLocks(violations, new WatchedLocks.Tally(), machine.get()),
                            LockSimulationTest::command,
                            LockSimulationTest::query)
                    .faults("none")
                    .seeds(seed, seed)
                    .run();
        }
        assertThat(violations).isNotEmpty();
        assertThat(violations.get(0)).startsWith(rule);
    }
}
