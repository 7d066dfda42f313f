package io.concordat.jepsen.nemesis;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Faults of clocks and files, told by a preloaded library. Nodes that end themselves over one are started again. */
final class LyingLibrary extends NodeNemesis {
    private final Interposer.Lie lie;
    private final Amount amount;
    private final boolean fatal;

    /** How much of it, each time anew. */
    interface Amount {
        long draw(Random random);
    }

    /** @param fatal whether a node is expected to end itself */
    LyingLibrary(String word, String what, Interposer.Lie lie, Amount amount, boolean fatal) {
        super(word, what);
        this.lie = lie;
        this.amount = amount;
        this.fatal = fatal;
    }

    @Override
    public List<String> targets() {
        return fatal ? List.of("one", "leader", "minority") : NodeChoice.WORDS;
    }

    @Override
    public Optional<String> missing(Machine machine) {
        return Interposer.missing(machine);
    }

    @Override
    public List<Equipment> needs() {
        return List.of(Equipment.INTERPOSER);
    }

    @Override
    void begin(Arena arena, List<Integer> nodes) throws IOException {
        for (int node : nodes) {
            arena.tools().interposer().tell(node, lie, amount.draw(arena.random()));
        }
    }

    @Override
    void end(Arena arena, List<Integer> nodes) throws IOException {
        for (int node : nodes) {
            arena.tools().interposer().tell(node, lie, 0);
        }
        arena.start(nodes);
    }
}
