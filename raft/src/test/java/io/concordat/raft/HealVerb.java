package io.concordat.raft;

import java.util.List;

/** {@code heal}: everybody hears everybody again. */
final class HealVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        c.heal();
    }
}
