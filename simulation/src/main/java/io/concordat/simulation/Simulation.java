package io.concordat.simulation;

import io.concordat.api.StateMachine;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.simulation.faults.FaultSelection;
import io.concordat.simulation.workload.Workload;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The front door: runs a replicated state machine under seeded faults and says which promises were broken.
 *
 * <pre>{@code
 * Simulation.of(new RaftFactory())
 *         .machine(MyMachine::new, random -> someCommand(random), random -> someQuery(random))
 *         .seeds(1, 100)
 *         .run()
 *         .orThrow();
 * }</pre>
 *
 * <p>Immutable; every method that sets something returns a new one. Seeds are independent of each other and share
 * nothing:
 * any number may run on any threads at the same time.
 */
public final class Simulation {
    private final SimulationPlan plan;
    private final long firstSeed;
    private final long lastSeed;

    private Simulation(SimulationPlan plan, long firstSeed, long lastSeed) {
        this.plan = plan;
        this.firstSeed = firstSeed;
        this.lastSeed = lastSeed;
    }

    /** Three nodes, three clients, 20 s of all faults, the simulator's own state machine, seeds 1 to 10. */
    public static Simulation of(ProtocolFactory protocol) {
        return new Simulation(SimulationPlan.of(protocol, 1), 1, 10);
    }

    /** Runs one plan, on the calling thread. */
    public static SimulationResult run(SimulationPlan plan) {
        return new SimulationRun(plan).run();
    }

    /**
     * Tests your own machine. Each replica life gets a new one; commands and queries are drawn from a seeded source
     * and must
     * depend on it alone.
     */
    public Simulation machine(Supplier<StateMachine> machine, Workload.Source command, Workload.Source query) {
        return with(p -> p.withWorkload(Workload.of(machine, command, query)));
    }

    public Simulation nodes(int number) {
        return with(p -> p.withNodes(number));
    }

    public Simulation clients(int number) {
        return with(p -> p.withClients(number));
    }

    /** How long faults go on; what follows until everything has healed comes on top. */
    public Simulation time(Duration virtual) {
        return with(p -> p.withSimNanos(virtual.toNanos()));
    }

    /** {@code all}, {@code none}, or names with commas between them, as on the command line. */
    public Simulation faults(String names) {
        return with(p -> p.withFaults(FaultSelection.parse(names)));
    }

    /** Anything else a plan can say. */
    public Simulation with(UnaryOperator<SimulationPlan> change) {
        return new Simulation(change.apply(plan), firstSeed, lastSeed);
    }

    /** Both included. */
    public Simulation seeds(long first, long last) {
        return new Simulation(plan, first, last);
    }

    /** Runs all seeds on the calling thread. */
    public SimulationReport run() {
        SimulationReport report = new SimulationReport();
        for (long seed = firstSeed; seed <= lastSeed; seed++) {
            report.add(run(plan.withSeed(seed)));
        }
        return report;
    }
}
