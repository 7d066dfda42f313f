package io.concordat.cli.benchmarks;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The way of a bundle into the log: made on the client, decoded and hashed by a node, chained; per command. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BundleBenchmark {
    private final Work work = new Work();
    private final Bytes bundle = work.bundle(1).encoded();
    private final Bytes batch = Batch.of(2, 0, 0, List.of(work.bundle(1))).encoded();

    /** Signature included. */
    @Benchmark
    @OperationsPerInvocation(Work.COMMANDS)
    public Bundle made() {
        return work.bundle(1);
    }

    @Benchmark
    @OperationsPerInvocation(Work.COMMANDS)
    public boolean decodedAndHashed() throws MalformedException {
        return Bundle.decode(bundle, Limits.DEFAULTS).payloadIntact();
    }

    /** As a follower takes it from a message. */
    @Benchmark
    @OperationsPerInvocation(Work.COMMANDS)
    public LogEntry batchChained() throws MalformedException {
        return LogChain.append(Hash.ZERO, 1, Batch.decode(batch, Limits.DEFAULTS), Work.CONTEXT);
    }
}
