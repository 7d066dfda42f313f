package io.concordat.simulation;

import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.simulation.faults.FaultSelection;
import io.concordat.simulation.workload.Workload;

/**
 * Everything that decides what one seed does. Equal plans give equal trace hashes, on one build.
 *
 * @param simNanos how long faults go on, virtual nanoseconds; healing comes on top
 * @param sync false simulates {@code log.sync=false}, which no honest run survives
 */
public record SimulationPlan(
        long seed,
        ProtocolFactory protocol,
        int nodes,
        int clients,
        long simNanos,
        FaultSelection faults,
        Workload workload,
        Settings settings,
        Limits limits,
        boolean sync,
        Trace trace,
        Liars liars,
        Signatures signatures) {
    public SimulationPlan {
        if (nodes < 1 || clients < 1 || simNanos <= 0) {
            throw new IllegalArgumentException("a simulation has nodes, clients and time");
        }
        if (liars.number() >= nodes) {
            throw new IllegalArgumentException(liars.number() + " liars among " + nodes + " nodes");
        }
    }

    /** A plan with the defaults: 3 nodes, 3 clients, 20 s, all faults, the simulator's own workload. */
    public static SimulationPlan of(ProtocolFactory protocol, long seed) {
        return new SimulationPlan(
                seed,
                protocol,
                3,
                3,
                20_000_000_000L,
                FaultSelection.all(),
                Workload.registers(),
                Settings.NONE,
                Limits.DEFAULTS,
                true,
                Trace.NONE,
                Liars.NONE,
                Signatures.HASHES);
    }

    public SimulationPlan withSeed(long other) {
        return new SimulationPlan(
                other,
                protocol,
                nodes,
                clients,
                simNanos,
                faults,
                workload,
                settings,
                limits,
                sync,
                trace,
                liars,
                signatures);
    }

    public SimulationPlan withNodes(int number) {
        return new SimulationPlan(
                seed,
                protocol,
                number,
                clients,
                simNanos,
                faults,
                workload,
                settings,
                limits,
                sync,
                trace,
                liars,
                signatures);
    }

    public SimulationPlan withClients(int number) {
        return new SimulationPlan(
                seed,
                protocol,
                nodes,
                number,
                simNanos,
                faults,
                workload,
                settings,
                limits,
                sync,
                trace,
                liars,
                signatures);
    }

    public SimulationPlan withSimNanos(long nanos) {
        return new SimulationPlan(
                seed,
                protocol,
                nodes,
                clients,
                nanos,
                faults,
                workload,
                settings,
                limits,
                sync,
                trace,
                liars,
                signatures);
    }

    public SimulationPlan withFaults(FaultSelection selection) {
        return new SimulationPlan(
                seed,
                protocol,
                nodes,
                clients,
                simNanos,
                selection,
                workload,
                settings,
                limits,
                sync,
                trace,
                liars,
                signatures);
    }

    public SimulationPlan withWorkload(Workload other) {
        return new SimulationPlan(
                seed,
                protocol,
                nodes,
                clients,
                simNanos,
                faults,
                other,
                settings,
                limits,
                sync,
                trace,
                liars,
                signatures);
    }

    public SimulationPlan withSettings(Settings other) {
        return new SimulationPlan(
                seed,
                protocol,
                nodes,
                clients,
                simNanos,
                faults,
                workload,
                other,
                limits,
                sync,
                trace,
                liars,
                signatures);
    }

    public SimulationPlan withLimits(Limits other) {
        return new SimulationPlan(
                seed,
                protocol,
                nodes,
                clients,
                simNanos,
                faults,
                workload,
                settings,
                other,
                sync,
                trace,
                liars,
                signatures);
    }

    public SimulationPlan withSync(boolean synced) {
        return new SimulationPlan(
                seed,
                protocol,
                nodes,
                clients,
                simNanos,
                faults,
                workload,
                settings,
                limits,
                synced,
                trace,
                liars,
                signatures);
    }

    public SimulationPlan withTrace(Trace other) {
        return new SimulationPlan(
                seed,
                protocol,
                nodes,
                clients,
                simNanos,
                faults,
                workload,
                settings,
                limits,
                sync,
                other,
                liars,
                signatures);
    }

    /** More than f of them break every protocol: that is how it is shown that the rules notice. */
    public SimulationPlan withLiars(Liars others) {
        return new SimulationPlan(
                seed,
                protocol,
                nodes,
                clients,
                simNanos,
                faults,
                workload,
                settings,
                limits,
                sync,
                trace,
                others,
                signatures);
    }

    public SimulationPlan withSignatures(Signatures others) {
        return new SimulationPlan(
                seed, protocol, nodes, clients, simNanos, faults, workload, settings, limits, sync, trace, liars,
                others);
    }
}
