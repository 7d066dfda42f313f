package io.concordat;

import io.concordat.api.Node;
import io.concordat.api.StateMachine;
import io.concordat.replica.StartRefused;
import java.nio.file.Path;
import java.util.SortedMap;

/** How nodes with a directory made by {@code init} join a program: found through {@link java.util.ServiceLoader}. */
public interface NodeProvider {
    /**
     * Starts the node of {@code home}; {@code machines} are mounted as groups of their own, beside those it
     * configures.
     */
    Node start(Path home, SortedMap<String, StateMachine> machines) throws StartRefused;
}
