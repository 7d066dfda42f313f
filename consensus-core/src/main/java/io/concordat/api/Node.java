package io.concordat.api;

/** A running node. Thread-safe. */
public interface Node extends AutoCloseable {
    int id();

    /** Throws {@link IllegalArgumentException}, naming the groups there are, when it hosts no such group. */
    Group group(String name);

    /** Stops cleanly: nothing new is taken, the log is synced and sealed, ports and files are free when it returns. */
    @Override
    void close();
}
