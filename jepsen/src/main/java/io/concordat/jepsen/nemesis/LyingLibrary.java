package io.concordat.jepsen.nemesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntSupplier;

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
        return fatal ? List.of("leader", "one", "minority") : NodeChoice.WORDS;
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
    IntSupplier signs(Arena arena, List<Integer> nodes) throws IOException {
        Interposer interposer = arena.tools().interposer();
        long before = told(interposer, nodes);
        return () -> {
            try {
                return (int) Math.min(Integer.MAX_VALUE, told(interposer, nodes) - before);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private long told(Interposer interposer, List<Integer> nodes) throws IOException {
        long sum = 0;
        for (int node : nodes) {
            sum += interposer.told(node, lie);
        }
        return sum;
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
