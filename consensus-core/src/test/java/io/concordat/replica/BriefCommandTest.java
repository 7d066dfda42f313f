package io.concordat.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Command;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.machine.GroupMachine;
import io.concordat.runtime.Clock;
import io.concordat.runtime.Loop;
import io.concordat.snapshot.LoadedSnapshot;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Where commands are executed: with whoever commits them when that is quick, else on a loop of their own. */
class BriefCommandTest {
    private static final Clock CLOCK = new Clock() {
        @Override
        public long monotonicNanos() {
            return 0;
        }

        @Override
        public long wallMillis() {
            return 0;
        }
    };

    private final IdleLoop loop = new IdleLoop();
    private final Applier applier = new Applier(
            new Applier.Stage(
                    0,
                    new GroupMachine(ContractNode.MAIN, Limits.DEFAULTS, new HalfBrief()),
                    from -> {
                        throw new AssertionError("nothing to restore");
                    },
                    new NoSnapshots(),
                    new ExecutedRuns(0),
                    CLOCK,
                    new Pauses(CLOCK)),
            loop,
            new Routes(Limits.DEFAULTS),
            new Applier.Place(() -> 0, () -> false),
            new NoProgress());
    private Hash last = Hash.ZERO;
    private long index;

    @Test
    void aFewBriefCommandsAreExecutedAtOnce() {
        opened();
        commit(ContractNode.commands(ContractNode.CLIENT, 1, "brief", "brief"));
        assertThat(applier.applied()).isEqualTo(index);
        assertThat(loop.waiting).isEmpty();
    }

    @Test
    void oneCommandThatMayTakeLongIsExecutedOnTheLoopAndWhatFollowsBehindIt() {
        opened();
        long before = index;
        commit(ContractNode.commands(ContractNode.CLIENT, 1, "brief", "long"));
        commit(ContractNode.commands(ContractNode.CLIENT, 3, "brief"));
        assertThat(applier.applied()).isEqualTo(before);
        loop.runAll();
        assertThat(applier.applied()).isEqualTo(index);
    }

    @Test
    void manyBriefCommandsAreExecutedOnTheLoop() {
        opened();
        String[] many = new String[17];
        java.util.Arrays.fill(many, "brief");
        commit(ContractNode.commands(ContractNode.CLIENT, 1, many));
        assertThat(applier.applied()).isLessThan(index);
    }

    @Test
    void whatOpensASessionOrLetsOneExpireIsExecutedOnTheLoop() {
        commit(ContractNode.open(ContractNode.CLIENT));
        assertThat(applier.applied()).isZero();
        loop.runAll();
        Batch late = Batch.of(index + 1, Long.MAX_VALUE / 2, 0, List.of());
        applier.apply(List.of(LogChain.append(last, 1, late, ContractNode.MAIN)));
        assertThat(applier.applied()).isEqualTo(index);
    }

    private void opened() {
        commit(ContractNode.open(ContractNode.CLIENT));
        loop.runAll();
    }

    private void commit(Bundle bundle) {
        index++;
        LogEntry entry = LogChain.append(last, 1, Batch.of(index, index, 0, List.of(bundle)), ContractNode.MAIN);
        last = entry.hash();
        applier.apply(List.of(entry));
    }

    /** A loop whose thread never wakes by itself. */
    private static final class IdleLoop implements Loop {
        private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            waiting.add(task);
        }

        @Override
        public void executeHereWhenIdle(Runnable task) {
            if (waiting.isEmpty()) {
                task.run();
            } else {
                waiting.add(task);
            }
        }

        @Override
        public Timer schedule(long delayNanos, Runnable task) {
            return () -> {};
        }

        private void runAll() {
            while (!waiting.isEmpty()) {
                waiting.remove().run();
            }
        }
    }

    private static final class HalfBrief implements StateMachine {
        @Override
        public Bytes apply(Command command) {
            return command.bytes();
        }

        @Override
        public Bytes query(Query query) {
            return query.bytes();
        }

        @Override
        public boolean brief(Bytes request) {
            return request.equals(Bytes.utf8("brief"));
        }
    }

    private static final class NoSnapshots implements Applier.Executing {
        @Override
        public void executed(LogEntry entry, GroupMachine machine) {}

        @Override
        public void restored(LoadedSnapshot from) {}

        @Override
        public boolean takeNow(GroupMachine machine, Consumer<String> refused) {
            return true;
        }

        @Override
        public void takeAt(long index, Consumer<String> refused) {}

        @Override
        public void stop() {}
    }

    private static final class NoProgress implements Applier.Progress {
        @Override
        public void applied(long upTo, long nextDeadline, List<LogEntry> entries) {}

        @Override
        public void answered(ReadGate.Waiting query) {}

        @Override
        public void failed(Throwable cause) {
            throw new AssertionError(cause);
        }
    }
}
