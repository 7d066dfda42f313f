package io.concordat.simulation;

/**
 * How much may be wrong at once while the cluster still owes safety and, once calm returns, progress. Crashes, cuts
 * and slow
 * parts are free; memory is not: a replica may lose some only while all others stand and remember everything.
 */
final class FaultBudget {
    private final World world;

    FaultBudget(World world) {
        this.world = world;
    }

    boolean mayLoseMemory(SimulatedNode node) {
        if (world.treason().lies(node.number())) {
            return true;
        }
        // A liar counts as one that remembers nothing, all the time.
        if (world.treason().number() > 0) {
            return false;
        }
        for (SimulatedNode other : world.nodes()) {
            long settled = world.time().now() - NodeWatch.SETTLING_NANOS;
            boolean stands = other.up()
                    && !other.life().crashArmed()
                    && other.watch().whole()
                    && other.disk().faults().unstalledSince(settled)
                    && other.remembersWhole();
            if (other != node && (!stands || other.disk().isRotten())) {
                return false;
            }
        }
        return world.nodes().size() > 1;
    }
}
