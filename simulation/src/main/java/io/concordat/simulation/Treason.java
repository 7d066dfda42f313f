package io.concordat.simulation;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.crypto.Signer;
import io.concordat.replica.HostSetup;
import io.concordat.simulation.LieTally.Figures;
import io.concordat.simulation.time.SeededRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Who lies in one simulation, how, and what became of it. */
final class Treason {
    /** Apart from all other chance, so that the same seed without liars is the same run. */
    private static final long OWN_CHANCE = 0x747265736F6EL;

    private static final int FIRST_PERCENT = 40;

    private final TreeMap<Integer, Lie> liars = new TreeMap<>();
    private final LieTally tally = new LieTally();
    private final SeededRandom random;
    private final SimulationPlan plan;
    private long commands;

    Treason(SimulationPlan plan) {
        this.plan = plan;
        this.random = new SeededRandom(plan.seed() ^ OWN_CHANCE);
        List<Integer> nodes = new ArrayList<>();
        for (int node = 1; node <= plan.nodes(); node++) {
            nodes.add(node);
        }
        // The first primary more often than others: in calm runs nobody else ever leads.
        int rotation = random.below(100) < FIRST_PERCENT ? 0 : random.below(plan.nodes());
        Collections.rotate(nodes, rotation);
        for (int i = 0; i < plan.liars().number(); i++) {
            List<Lie> lies = plan.liars().lies();
            Lie lie = lies.get(random.below(lies.size()));
            liars.put(nodes.get(i), lie);
            tally.count(lie.name(), Figures.ZERO);
        }
    }

    LieTally tally() {
        return tally;
    }

    int number() {
        return liars.size();
    }

    boolean lies(int node) {
        return liars.containsKey(node);
    }

    /** Whether {@code node} tells its lie by restarting. */
    boolean restless(int node) {
        Lie lie = liars.get(node);
        return lie != null && lie.byRestarting();
    }

    Optional<Bytes> accompliceKey() {
        return liars.isEmpty()
                ? Optional.empty()
                : Optional.of(plan.signatures().keyOf(accompliceNumber()));
    }

    private long accompliceNumber() {
        return plan.nodes() + 1L + plan.clients();
    }

    /** What {@code node} runs. */
    HostSetup turn(int node, HostSetup honest) {
        Lie lie = liars.get(node);
        return lie == null ? honest : lie.turn(honest, new Lent(lie.name()));
    }

    void refused(int member) {
        note(member, new Figures(0, 1, 0, 0, 0));
    }

    void accused(int member) {
        note(member, new Figures(0, 0, 1, 0, 0));
    }

    void deposed(int member) {
        note(member, new Figures(0, 0, 0, 1, 0));
    }

    void executed() {
        liars.keySet().forEach(liar -> note(liar, new Figures(0, 0, 0, 0, 1)));
    }

    private void note(int member, Figures more) {
        Lie lie = liars.get(member);
        if (lie != null) {
            tally.count(lie.name(), more);
        }
    }

    private final class Lent implements Lie.Stage {
        private final String lie;

        Lent(String lie) {
            this.lie = lie;
        }

        @Override
        public void told() {
            tally.count(lie, new Figures(1, 0, 0, 0, 0));
        }

        @Override
        public Signer accomplice() {
            return plan.signatures().signer(accompliceNumber());
        }

        @Override
        public Bytes command() {
            long id = accompliceNumber() * 1_000_000_000L + ++commands;
            return new ByteWriter(16)
                    .u64(id)
                    .raw(plan.workload().command().next(random))
                    .toBytes();
        }
    }
}
