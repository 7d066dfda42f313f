package io.concordat.simulation;

import io.concordat.simulation.faults.FaultKind;
import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.SeededRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What every fault needs: the world, its own chance, the budget, the tally, and an end to everything it begins. */
final class Scene {
    static final long MILLI = 1_000_000;

    private final World world;
    private final SeededRandom random;
    private final FaultBudget budget;
    private final FaultTally tally = new FaultTally();
    private boolean over;

    Scene(World world) {
        this.world = world;
        this.random = world.random().split();
        this.budget = new FaultBudget(world);
    }

    World world() {
        return world;
    }

    SeededRandom random() {
        return random;
    }

    FaultBudget budget() {
        return budget;
    }

    FaultTally tally() {
        return tally;
    }

    long now() {
        return world.time().now();
    }

    void end() {
        over = true;
    }

    /** Some node: the leader rather often, because that is where it hurts, and who is seldom met when it is there. */
    SimulatedNode victim() {
        double draw = random.below(100) / 100.0;
        SimulatedNode sought = null;
        if (draw < 0.4) {
            sought = first(node -> node.watch().leads());
        } else if (draw < 0.6) {
            sought = first(node -> !node.follows() && !node.watch().leads());
        }
        return sought != null
                ? sought
                : world.nodes().get(random.below(world.nodes().size()));
    }

    private @Nullable SimulatedNode first(Predicate<SimulatedNode> wanted) {
        for (SimulatedNode node : world.nodes()) {
            if (node.up() && wanted.test(node)) {
                return node;
            }
        }
        return null;
    }

    /** Counts a fault that hits {@code node}; to be called before it does, while the role is still known. */
    void struck(FaultKind kind, SimulatedNode node) {
        struck(kind, node.role(), node.number());
    }

    void struckWorld(FaultKind kind) {
        struck(kind, "world", 0);
    }

    private void struck(FaultKind kind, String role, int process) {
        tally.struck(kind, role);
        if (world.tracer().on()) {
            world.tracer().line(process, "fault", kind.word() + " role=" + role);
        }
    }

    /**
     * Runs {@code cure} after a random time between the two, unless the fault phase has ended (and cured
     * everything).
     */
    void later(long soonestMillis, long latestMillis, Runnable cure) {
        world.time().after(random.between(soonestMillis, latestMillis) * MILLI, null, Activity.FAULT, () -> {
            if (!over) {
                cure.run();
            }
        });
    }
}
