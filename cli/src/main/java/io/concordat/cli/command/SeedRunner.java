package io.concordat.cli.command;

import io.concordat.cli.Output;
import io.concordat.simulation.Simulation;
import io.concordat.simulation.SimulationPlan;
import io.concordat.simulation.SimulationReport;
import io.concordat.simulation.SimulationResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Runs seeds on all cores: they share nothing, so each core takes the next one when it is free. */
final class SeedRunner {
    private final SimulationPlan plan;
    private final SimCommand.SeedRange range;
    private final boolean stopAtFirst;
    private final AtomicLong next;
    private final AtomicLong done = new AtomicLong();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final SimulationReport report = new SimulationReport();
    private final List<Throwable> broken = Collections.synchronizedList(new ArrayList<>());

    SeedRunner(SimulationPlan plan, SimCommand.SeedRange range, boolean stopAtFirst) {
        this.plan = plan;
        this.range = range;
        this.stopAtFirst = stopAtFirst;
        this.next = new AtomicLong(range.first());
    }

    /** Blocks until all seeds have run, or with {@code stopAtFirst} those under way when one failed. */
    SimulationReport run() throws InterruptedException {
        List<Thread> workers = new ArrayList<>();
        int cores = (int) Math.min(Runtime.getRuntime().availableProcessors(), range.count());
        for (int i = 0; i < cores; i++) {
            Thread worker = new Thread(this::work, "sim-" + i);
            worker.setUncaughtExceptionHandler((thread, e) -> {
                broken.add(e);
                enough.set(true);
            });
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        if (Output.terminal()) {
            System.err.println();
        }
        if (!broken.isEmpty()) {
            throw new IllegalStateException("the simulator itself broke: " + broken.get(0), broken.get(0));
        }
        return report;
    }

    private void work() {
        while (!enough.get()) {
            long seed = next.getAndIncrement();
            if (seed > range.last()) {
                return;
            }
            SimulationResult result = Simulation.run(plan.withSeed(seed));
            report.add(result);
            if (stopAtFirst && !result.passed()) {
                enough.set(true);
            }
            if (Output.terminal()) {
                System.err.print("\r" + done.incrementAndGet() + "/" + range.count());
            }
        }
    }
}
