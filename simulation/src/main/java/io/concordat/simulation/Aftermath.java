package io.concordat.simulation;

import io.concordat.simulation.network.SimulatedNetwork;
import java.util.List;

/**
 * What faults leave behind when they end: a write that hangs goes on hanging, a frame on a slow wire is as late as it
 * was going to be, and nobody has noticed yet that a connection leads to an earlier life. Calm begins after it; before,
 * a view may fail that no liar leads.
 */
final class Aftermath {
    private static final long MILLI = 1_000_000;

    /** More than a hanging write, a full wire or a forgotten connection lasts. */
    private static final long BOUND = 10_000 * MILLI;

    private final World world;
    private final List<SimulatedNode> nodes;

    /** {@code nodes}: those of whom something will be expected. */
    Aftermath(World world, List<SimulatedNode> nodes) {
        this.world = world;
        this.nodes = nodes;
    }

    /** What lasts longer than its bound is no remnant: from then on the cluster has to live with it. */
    void passes() {
        world.time().runUntil(lastOfWhatIsUnderWay());
        long until = world.time().now() + BOUND;
        while (!connected() && world.time().now() < until && !world.checks().broken()) {
            world.time().runUntil(world.time().now() + 50 * MILLI);
        }
    }

    private long lastOfWhatIsUnderWay() {
        SimulatedNetwork network = world.network();
        long last = world.time().now();
        for (SimulatedNode node : nodes) {
            last = Math.max(last, node.disk().faults().lastReturn());
            for (SimulatedNode other : nodes) {
                last = Math.max(
                        last, network.wire(node.number(), other.number()).lastArrival());
            }
        }
        return last;
    }

    private boolean connected() {
        return nodes.stream().allMatch(one -> nodes.stream()
                .allMatch(other -> one == other || world.network().connected(one.number(), other.number())));
    }
}
