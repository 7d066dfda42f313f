package io.concordat;

import java.nio.file.Path;

/** Where a program that embeds a node begins. */
public final class Concordat {
    private Concordat() {}

    /**
     * A node with its data in {@code home}. With {@link NodeBuilder#raft} it is a group of one, made on first use;
     * without, {@code home} must be a node's directory as {@code concordat init} writes it.
     */
    public static NodeBuilder node(Path home) {
        return new NodeBuilder(home);
    }

    /** A node that keeps everything in memory and opens no port: for unit tests of state machines. */
    public static NodeBuilder inMemory() {
        return new NodeBuilder(null);
    }
}
