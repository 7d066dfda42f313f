package io.concordat.simulation;

import io.concordat.config.Settings;
import io.concordat.protocol.Effects;
import io.concordat.protocol.Event;
import io.concordat.protocol.MessageCodec;
import io.concordat.protocol.PromiseRules;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.ProtocolStatus;
import io.concordat.raft.RaftFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Leases rest on clocks: within the bound that was promised reads stay linearizable. */
class LeaseDriftTest {
    @Test
    void clocksWithinTheBoundNeverMakeAReadStale() {
        run(new Drifting(950, 1_050), 50_000, 12).orThrow();
    }

    private static SimulationReport run(ProtocolFactory protocol, long bound, int seeds) {
        Settings leases = Settings.of(Map.of("raft.lease", "true", "raft.max-clock-drift", Long.toString(bound)));
        return Simulation.of(protocol)
                .with(plan -> plan.withSettings(leases).withClients(6))
                .faults("partition,one-way,bridge,handover")
                .seeds(1, seeds)
                .run();
    }

    /** Raft on clocks of which the first node's runs slow and all others' fast, in thousandths of the true rate. */
    private record Drifting(long slow, long fast) implements ProtocolFactory {
        @Override
        public String name() {
            return "raft";
        }

        @Override
        public Protocol start(ProtocolStart start) {
            return new OnItsClock(new RaftFactory().start(start), start.self() == 1 ? slow : fast);
        }

        @Override
        public MessageCodec codec() {
            return new RaftFactory().codec();
        }

        @Override
        public PromiseRules promises() {
            return new RaftFactory().promises();
        }

        @Override
        public boolean compacts() {
            return new RaftFactory().compacts();
        }
    }

    private record OnItsClock(Protocol inner, long rate) implements Protocol {
        private long shown(long now) {
            return now / 1_000 * rate;
        }

        @Override
        public void step(long now, Event event, Effects out) {
            inner.step(shown(now), event, out);
        }

        @Override
        public ProtocolStatus status() {
            return inner.status();
        }

        @Override
        public long proposableTime(long now) {
            return inner.proposableTime(shown(now));
        }
    }
}
