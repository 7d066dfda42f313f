package io.concordat.simulation;

import io.concordat.raft.RaftFactory;
import io.concordat.simulation.faults.FaultSelection;

/** For people at a desk: {@code SeedRunner FIRST LAST NODES FAULTS SECONDS [trace]}. */
public final class SeedRunner {
    private SeedRunner() {}

    public static void main(String[] args) {
        long first = Long.parseLong(args[0]);
        long last = Long.parseLong(args[1]);
        SimulationReport report = new SimulationReport();
        long began = System.nanoTime();
        long asked = 0;
        long replied = 0;
        long unknown = 0;
        for (long seed = first; seed <= last; seed++) {
            SimulationPlan plan = SimulationPlan.of(new RaftFactory(), seed)
                    .withNodes(Integer.parseInt(args[2]))
                    .withFaults(FaultSelection.parse(args[3]))
                    .withSimNanos(Long.parseLong(args[4]) * 1_000_000_000L);
            if (args.length > 5 && args[5].equals("trace")) {
                plan = plan.withTrace(Trace.to(System.out));
            }
            if (args.length > 5 && args[5].equals("nosync")) {
                plan = plan.withSync(false);
            }
            SimulationResult result = Simulation.run(plan);
            report.add(result);
            asked += result.asked();
            replied += result.replied();
            unknown += result.unknown();
            if (!result.passed()) {
                System.out.println("seed " + seed + " " + result.violations());
                if (args.length > 5 && args[5].equals("stop")) {
                    break;
                }
            }
        }
        double wall = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "seeds %d failures %d simulated %.0f s wall %.1f s = %.0fx, events %d (%.0f/s), checks %d, asked %d"
                        + " replied %d unknown %d%n%s%n",
                report.seeds(),
                report.failures().size(),
                report.simulatedSeconds(),
                wall,
                report.simulatedSeconds() / wall,
                report.events(),
                report.events() / wall,
                report.invariantChecks(),
                asked,
                replied,
                unknown,
                report.faults().byRole());
    }
}
