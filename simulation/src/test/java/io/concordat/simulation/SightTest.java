package io.concordat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Command;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.protocol.MessageCodec;
import io.concordat.protocol.PromiseRules;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.protocol.ProtocolStart;
import io.concordat.raft.RaftFactory;
import io.concordat.simulation.faults.FaultKind;
import io.concordat.simulation.faults.FaultSelection;
import org.junit.jupiter.api.Test;

/** The simulator sees what it is there to see: known bugs, planted, are found. */
class SightTest {
    @Test
    void writesThatAreNotSyncedAreSeenByTheAuditor() {
        SimulationReport report = Simulation.of(new RaftFactory())
                .with(plan -> plan.withSync(false))
                .faults("powercut-all")
                .seeds(1, 3)
                .run();

        assertThat(report.failures()).hasSize(3);
        assertThat(report.failures().get(0).violations().get(0).invariant()).isEqualTo("promise-auditor");
    }

    @Test
    void writesThatAreNotSyncedAreMissedAfterAPowerCutWithoutAnAuditorToo() {
        SimulationReport report = Simulation.of(new Unaudited())
                .with(plan -> plan.withSync(false))
                .with(plan -> plan.withFaults(FaultSelection.of(FaultKind.POWERCUT_ALL)))
                .seeds(1, 5)
                .run();

        assertThat(report.failures()).isNotEmpty();
    }

    @Test
    void aMachineThatLooksAtSomethingElseThanItsInputIsCaught() {
        SimulationReport report = Simulation.of(new RaftFactory())
                .machine(Moody::new, random -> Bytes.utf8("x"), random -> Bytes.utf8("y"))
                .faults("none")
                .seeds(1, 1)
                .run();

        assertThat(report.failures()).hasSize(1);
        assertThat(report.failures().get(0).violations().get(0).invariant()).isEqualTo("equal-execution");
    }

    /** Raft whose messages promise nothing, so that only consequences can be seen. */
    private static final class Unaudited implements ProtocolFactory {
        private final ProtocolFactory raft = new RaftFactory();

        @Override
        public String name() {
            return raft.name();
        }

        @Override
        public Protocol start(ProtocolStart start) {
            return raft.start(start);
        }

        @Override
        public MessageCodec codec() {
            return raft.codec();
        }

        @Override
        public PromiseRules promises() {
            return (sender, message, image) -> null;
        }
    }

    /** Replies with what differs between replicas. */
    private static final class Moody implements StateMachine {
        private final Bytes mood = Bytes.utf8("" + System.identityHashCode(this));

        @Override
        public void open(KeyedState state) {}

        @Override
        public Bytes apply(Command command) {
            return mood;
        }

        @Override
        public Bytes query(Query query) {
            return Bytes.EMPTY;
        }
    }
}
