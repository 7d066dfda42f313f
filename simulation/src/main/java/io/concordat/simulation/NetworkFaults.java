package io.concordat.simulation;

import io.concordat.simulation.faults.FaultKind;
import io.concordat.simulation.network.SimulatedNetwork;
import io.concordat.simulation.network.Wire;
import io.concordat.simulation.time.SeededRandom;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** Faults of wires and connections. */
final class NetworkFaults {
    private static final long MILLI = Scene.MILLI;

    private final Scene scene;
    private final SimulatedNetwork network;
    private final SeededRandom random;
    private final int nodes;

    NetworkFaults(Scene scene) {
        this.scene = scene;
        this.network = scene.world().network();
        this.random = scene.random();
        this.nodes = scene.world().plan().nodes();
    }

    boolean strike(FaultKind kind) {
        return switch (kind) {
            case DROP -> {
                double p = random.between(1, 40) / 100.0;
                yield disturb(kind, wire -> wire.lose(p));
            }
            case DUPLICATE -> {
                double p = random.between(1, 50) / 100.0;
                yield disturb(kind, wire -> wire.duplicate(p));
            }
            case REORDER -> {
                double p = random.between(1, 50) / 100.0;
                yield disturb(kind, wire -> wire.reorder(p));
            }
            case DELAY -> {
                long delay = random.between(1, 300) * MILLI;
                yield disturb(kind, wire -> wire.delay(delay, delay));
            }
            case SLOW_LINK -> {
                long rate = random.between(5_000, 200_000);
                yield disturb(kind, wire -> wire.slow(rate));
            }
            case CORRUPT_FRAME -> {
                double p = random.between(1, 20) / 1_000.0;
                yield disturb(kind, wire -> wire.corrupt(p));
            }
            case PARTITION -> partition(kind);
            case RING -> ring(kind);
            case BRIDGE -> bridge(kind);
            case ONE_WAY -> oneWay(kind);
            case RESET -> reset(kind);
            default -> throw new IllegalArgumentException(kind + " is not the network's fault");
        };
    }

    /** Everywhere, or around one node, clients included. */
    private boolean disturb(FaultKind kind, Consumer<Wire> how) {
        boolean everywhere = random.chance(0.4);
        SimulatedNode around = scene.victim();
        if (everywhere) {
            scene.struckWorld(kind);
        } else {
            scene.struck(kind, around);
        }
        BiPredicate<Integer, Integer> touched = (a, b) -> everywhere || a == around.number() || b == around.number();
        forWires(touched, (a, b) -> how.accept(network.wire(a, b)));
        scene.later(
                200, 5_000, () -> forWires(touched, (a, b) -> network.wire(a, b).heal()));
        return true;
    }

    private interface Each {
        void wire(int from, int to);
    }

    private void forWires(BiPredicate<Integer, Integer> which, Each each) {
        for (int a = 1; a <= network.machines(); a++) {
            for (int b = 1; b <= network.machines(); b++) {
                if (a != b && which.test(a, b)) {
                    each.wire(a, b);
                }
            }
        }
    }

    private boolean cut(BiPredicate<Integer, Integer> severed) {
        forWires(severed, (a, b) -> {
            network.wire(a, b).cut(true);
            network.wireCut(a, b);
        });
        scene.later(
                100, 6_000, () -> forWires(severed, (a, b) -> network.wire(a, b).cut(false)));
        return true;
    }

    /** Every machine is on one of two sides; half of the time one side is a single node. */
    private boolean partition(FaultKind kind) {
        if (nodes < 2) {
            return false;
        }
        SimulatedNode single = scene.victim();
        boolean alone = random.chance(0.5);
        boolean[] side = new boolean[network.machines() + 1];
        for (int machine = 1; machine < side.length; machine++) {
            side[machine] = alone && machine <= nodes ? machine == single.number() : random.chance(0.5);
        }
        scene.struck(kind, single);
        return cut((a, b) -> side[a] != side[b]);
    }

    private boolean ring(FaultKind kind) {
        if (nodes < 3) {
            return false;
        }
        scene.struckWorld(kind);
        if (nodes == 3) {
            // A ring of three is whole; without one edge it is a line.
            int end = 1 + random.below(3);
            return cut((a, b) -> a <= nodes && b <= nodes && a != end && b != end);
        }
        return cut((a, b) -> a <= nodes && b <= nodes && Math.abs(a - b) != 1 && Math.abs(a - b) != nodes - 1);
    }

    private boolean bridge(FaultKind kind) {
        if (nodes < 3) {
            return false;
        }
        SimulatedNode middle = scene.victim();
        scene.struck(kind, middle);
        int m = middle.number();
        return cut((a, b) -> a <= nodes && b <= nodes && a != m && b != m && a % 2 != b % 2);
    }

    private boolean oneWay(FaultKind kind) {
        SimulatedNode node = scene.victim();
        scene.struck(kind, node);
        boolean deaf = random.chance(0.5);
        int n = node.number();
        return cut((a, b) -> deaf ? b == n : a == n);
    }

    private boolean reset(FaultKind kind) {
        SimulatedNode node = scene.victim();
        if (!node.up()) {
            return false;
        }
        scene.struck(kind, node);
        for (SimulatedNode other : scene.world().nodes()) {
            if (other != node && random.chance(0.5)) {
                network.reset(node.number(), other.number());
            }
        }
        network.resetClients(node.number());
        return true;
    }

    void healAll() {
        forWires((a, b) -> true, (a, b) -> network.wire(a, b).heal());
    }
}
