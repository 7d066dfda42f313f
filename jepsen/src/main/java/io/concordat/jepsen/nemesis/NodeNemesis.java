package io.concordat.jepsen.nemesis;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/** A fault that takes whole nodes, each for itself until it is healed. */
abstract class NodeNemesis implements Nemesis {
    private final String word;
    private final String what;

    NodeNemesis(String word, String what) {
        this.word = word;
        this.what = what;
    }

    @Override
    public final String word() {
        return word;
    }

    @Override
    public final String what() {
        return what;
    }

    @Override
    public List<String> targets() {
        return NodeChoice.WORDS;
    }

    /** How many nodes it may hold at once. */
    int most(Arena arena) {
        return arena.nodes().size();
    }

    /** Whether it may strike at all now. */
    boolean permitted(Arena arena) throws InterruptedException {
        return true;
    }

    /** What shows from now on that it does something, beside what clients see; asked after {@link #end}. */
    IntSupplier signs(Arena arena, List<Integer> nodes) throws IOException {
        return () -> 0;
    }

    abstract void begin(Arena arena, List<Integer> nodes) throws IOException, InterruptedException;

    abstract void end(Arena arena, List<Integer> nodes) throws IOException, InterruptedException;

    @Override
    public final Optional<Strike> strike(Arena arena, String target) throws IOException, InterruptedException {
        if (!permitted(arena)) {
            return Optional.empty();
        }
        List<Integer> nodes = arena.take(target, most(arena));
        if (nodes.isEmpty()) {
            return Optional.empty();
        }
        IntSupplier signs = signs(arena, nodes);
        begin(arena, nodes);
        return Optional.of(new Strike(Arena.words(nodes), () -> healed(arena, nodes), signs));
    }

    private void healed(Arena arena, List<Integer> nodes) throws IOException, InterruptedException {
        try {
            end(arena, nodes);
        } finally {
            arena.release(nodes);
        }
    }
}
