package io.concordat.simulation;

import io.concordat.config.Limits;
import io.concordat.simulation.faults.FaultKind;
import io.concordat.simulation.time.SeededRandom;

/**
 * Bounds so narrow that a few hundred commands reach them: half of the seeds in which clients may flood run with these,
 * so that BUSY, dropped work and cut-off readers meet all other faults.
 */
final class TightLimits {
    private static final long OWN_CHANCE = 0x7469676874L;

    private TightLimits() {}

    static SimulationPlan forSome(SimulationPlan plan) {
        boolean floods = plan.faults().kinds().contains(FaultKind.CLIENT_FLOOD) && plan.limits() == Limits.DEFAULTS;
        return floods && new SeededRandom(plan.seed() ^ OWN_CHANCE).chance(0.5) ? plan.withLimits(tight()) : plan;
    }

    private static Limits tight() {
        Limits d = Limits.DEFAULTS;
        return new Limits(
                d.helloBytes(),
                d.peerFrameBytes(),
                64 << 10,
                2 << 10,
                30,
                8 << 10,
                d.peerWindowBytes(),
                d.entryCacheBytes(),
                24 << 10,
                6 << 10,
                d.connectionOutboundBytes(),
                d.connections(),
                d.connectionsPerClient(),
                d.halfOpenConnections(),
                d.sessions(),
                d.sessionReplyBytes(),
                d.sessionEventBytes(),
                60,
                d.nameBytes(),
                16 << 10,
                d.outboundBytes(),
                d.handshakesPerSecond(),
                d.sessionsPerClient());
    }
}
