package io.concordat.jepsen.nemesis;

import java.io.IOException;
import java.util.Optional;

/** A fault of the links between nodes. Only one holds them at a time, so that each can be told what it did. */
abstract class LinkNemesis implements Nemesis {
    private final String word;
    private final String what;

    LinkNemesis(String word, String what) {
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

    /** Returns whom, in words. */
    abstract String begin(Arena arena, String target) throws IOException, InterruptedException;

    @Override
    public final Optional<Strike> strike(Arena arena, String target) throws IOException, InterruptedException {
        return arena.nodes().size() > 1 && arena.takeLinks()
                ? Optional.of(new Strike(begin(arena, target), arena::releaseLinks))
                : Optional.empty();
    }
}
