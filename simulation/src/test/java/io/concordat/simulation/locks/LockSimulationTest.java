package io.concordat.simulation.locks;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.raft.RaftFactory;
import io.concordat.services.lock.LockCodec;
import io.concordat.services.lock.LockCommand;
import io.concordat.services.lock.LockNeed;
import io.concordat.services.lock.LockOwner;
import io.concordat.services.lock.LockPageCodec;
import io.concordat.services.lock.LockQuery;
import io.concordat.simulation.Simulation;
import io.concordat.simulation.time.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Locks on simulated clusters with all faults; each rule of theirs is shown to be able to fail. */
class LockSimulationTest {
    private static final long SEEDS = Long.getLong("concordat.lock.seeds", 40);
    private static final Bytes X = Bytes.utf8("x");
    private static final Bytes Y = Bytes.utf8("y");
    private static final LockOwner A = new LockOwner(Bytes.utf8("session-of-alice"), Bytes.EMPTY);
    private static final LockOwner B = new LockOwner(Bytes.utf8("session-of-bobby"), Bytes.EMPTY);

    private final List<String> violations = new ArrayList<>();
    private final LockRules rules = new LockRules(violations);

    static Bytes command(SeededRandom random) {
        int lock = random.below(4);
        Bytes name = Bytes.utf8("lock-" + lock);
        LockOwner owner = LockOwner.self(random.chance(0.5) ? "a" : "b");
        int draw = random.below(20);
        LockCommand command;
        if (draw < 11) {
            LockNeed need = lock == 3
                    ? LockNeed.permits(1 + random.below(2), 2)
                    : random.chance(0.3) ? LockNeed.SHARED : LockNeed.EXCLUSIVE;
            long wait = random.chance(0.2) ? 0 : random.chance(0.5) ? random.between(1_000_000, 3_000_000_000L) : -1;
            long timeToLive = random.chance(0.5) ? 0 : random.between(1_000_000, 3_000_000_000L);
            command = new LockCommand.Acquire(name, owner, need, timeToLive, wait);
        } else if (draw < 17) {
            command = new LockCommand.Release(name, owner, 0, random.chance(0.5));
        } else if (draw < 19) {
            command = new LockCommand.Renew(name, owner, 0, random.between(1_000_000, 3_000_000_000L));
        } else {
            command = new LockCommand.Cancel(name, random.between(1, 200));
        }
        return LockCodec.encode(command, Bytes.EMPTY);
    }

    static Bytes query(SeededRandom random) {
        return LockPageCodec.encode(new LockQuery.Info(Bytes.utf8("lock-" + random.below(4)), 0));
    }

    @Test
    void locksKeepTheirRulesUnderAllFaults() {
        WatchedLocks.Tally tally = new WatchedLocks.Tally();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation.of(new RaftFactory())
                    .machine(
                            () -> new WatchedLocks(violations, tally),
                            LockSimulationTest::command,
                            LockSimulationTest::query)
                    .seeds(seed, seed)
                    .run()
                    .orThrow();
            assertThat(violations).as("seed %d", seed).isEmpty();
        }
        System.out.printf(
                "lock seeds %d commands %d grants %d waits %d deadlocks %d losses %d%n",
                SEEDS, tally.commands, tally.grants, tally.waits, tally.deadlocks, tally.losses);
        assertThat(tally.deadlocks).isPositive();
        assertThat(tally.losses).isPositive();
        assertThat(tally.waits).isGreaterThan(SEEDS);
    }

    @Test
    void twoHoldersOfOneLock() {
        rules.granted(X, A, LockNeed.EXCLUSIVE, 1);
        assertThat(violations).isEmpty();
        rules.granted(X, B, LockNeed.SHARED, 2);
        assertThat(violations).singleElement().asString().startsWith("mutual-exclusion");
    }

    @Test
    void aFenceThatFalls() {
        rules.granted(X, A, LockNeed.EXCLUSIVE, 5);
        assertThat(violations).isEmpty();
        rules.granted(Y, A, LockNeed.EXCLUSIVE, 5);
        assertThat(violations).singleElement().asString().startsWith("fence-monotone");
    }

    @Test
    void aWaiterForAFreeLock() {
        rules.granted(X, A, LockNeed.EXCLUSIVE, 1);
        rules.queued(X, new LockRules.Wait(2, B, LockNeed.ALL));
        rules.settled();
        assertThat(violations).isEmpty();
        rules.released(X, A);
        rules.settled();
        assertThat(violations).singleElement().asString().startsWith("no-lost-waiter");
    }

    @Test
    void aHoldThatEndsBeforeItsTime() {
        rules.granted(X, A, LockNeed.EXCLUSIVE, 1);
        rules.promised(X, A, 100);
        rules.lost(X, A, 100);
        assertThat(violations).isEmpty();
        rules.granted(X, A, LockNeed.EXCLUSIVE, 2);
        rules.promised(X, A, 200);
        rules.lost(X, A, 199);
        assertThat(violations).singleElement().asString().startsWith("lease-kept");
    }

    @Test
    void aGrantNobodyWaitsFor() {
        rules.granted(X, 7, 1, 100);
        assertThat(violations).singleElement().asString().startsWith("no-invented-grant");
    }

    @Test
    void aDeadlockThatIsMissedAndOneThatIsNone() {
        rules.granted(X, A, LockNeed.EXCLUSIVE, 1);
        rules.granted(Y, B, LockNeed.EXCLUSIVE, 2);
        rules.queued(Y, new LockRules.Wait(3, A, LockNeed.ALL));
        rules.refusedForDeadlock(X, new LockRules.Wait(0, B, LockNeed.ALL));
        assertThat(violations).isEmpty();
        rules.queued(X, new LockRules.Wait(4, B, LockNeed.ALL));
        assertThat(violations).singleElement().asString().startsWith("deadlock-exact");
        violations.clear();
        rules.left(4);
        rules.left(3);
        rules.refusedForDeadlock(X, new LockRules.Wait(0, B, LockNeed.ALL));
        assertThat(violations).singleElement().asString().startsWith("deadlock-exact");
    }
}
