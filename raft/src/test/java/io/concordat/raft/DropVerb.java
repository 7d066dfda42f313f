package io.concordat.raft;

import java.util.List;

/** {@code drop [ROUTE] [KIND]}: what is under way now is lost. */
final class DropVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        int before = c.network.size();
        c.drop(Route.of(words));
        told.add((before - c.network.size()) + " lost");
    }
}
