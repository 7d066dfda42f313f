package io.concordat.cli.benchmarks;

import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.machine.Applied;
import io.concordat.machine.GroupMachine;
import io.concordat.services.counter.CounterProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Executing committed counter commands, sessions included; per command. Entries are made outside of what is timed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ExecutionBenchmark {
    private static final int ENTRIES = 64;

    private final Work work = new Work();
    private final GroupMachine machine =
            new GroupMachine(Work.CONTEXT, Limits.DEFAULTS, new CounterProvider().create(Limits.DEFAULTS));
    private final List<LogEntry> ahead = new ArrayList<>();
    private LogEntry last = LogChain.genesis(Work.CONTEXT, Work.GENESIS);
    private long number = 1;

    public ExecutionBenchmark() {
        machine.apply(last);
        machine.apply(entry(work.open()));
    }

    private LogEntry entry(Bundle bundle) {
        Batch batch = Batch.of(last.index() + 1, last.index(), 0, List.of(bundle));
        last = LogChain.append(last.hash(), 1, batch, Work.CONTEXT);
        return last;
    }

    @Setup(Level.Invocation)
    public void makeEntries() {
        ahead.clear();
        for (int i = 0; i < ENTRIES; i++) {
            ahead.add(entry(work.bundle(number)));
            number += Work.COMMANDS;
        }
    }

    @Benchmark
    @OperationsPerInvocation(Work.COMMANDS * ENTRIES)
    public Applied executed() {
        Applied done = null;
        for (LogEntry entry : ahead) {
            done = machine.apply(entry);
        }
        if (done == null || done.results().get(0).error() != null) {
            throw new IllegalStateException("refused: " + done);
        }
        return done;
    }
}
