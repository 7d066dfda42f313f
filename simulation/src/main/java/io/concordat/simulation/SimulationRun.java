package io.concordat.simulation;

import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.VirtualTime;
import java.util.function.Supplier;

/** One seed from formatting the disks to the end of healing. */
final class SimulationRun {
    private static final long SLICE = 10_000_000;
    private static final long CALM_BEFORE = 500_000_000;

    private final World world;
    private final Clients clients;
    private final Nemesis nemesis;

    SimulationRun(SimulationPlan plan) {
        this(plan, () -> Manner.HONEST);
    }

    /** @param manners one of every client */
    SimulationRun(SimulationPlan plan, Supplier<Manner> manners) {
        this.world = new World(plan);
        this.clients = new Clients(world, manners);
        this.nemesis = new Nemesis(world, clients);
    }

    SimulationResult run() {
        VirtualTime time = world.time();
        for (SimulatedNode node : world.nodes()) {
            node.format();
            node.start();
        }
        clients.begin();
        time.after(CALM_BEFORE, null, Activity.CONTROL, nemesis::begin);
        runUntil(world.plan().simNanos());
        nemesis.end();
        clients.rest();
        if (!world.checks().broken()) {
            new Healing(world, clients).run();
        }
        Clients.Tally tally = clients.tally();
        return new SimulationResult(
                world.plan().seed(),
                world.checks().violations(),
                time.now(),
                time.events(),
                world.checks().count(),
                nemesis.tally(),
                time.traceHash(),
                tally.asked,
                tally.replied,
                tally.refused,
                tally.unknown,
                world.treason().tally());
    }

    /** Stops soon after the first violation: what follows from it explains nothing. */
    private void runUntil(long end) {
        VirtualTime time = world.time();
        while (time.now() < end && !world.checks().broken()) {
            time.runUntil(Math.min(end, time.now() + SLICE));
        }
    }
}
