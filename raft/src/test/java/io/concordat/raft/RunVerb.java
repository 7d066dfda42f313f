package io.concordat.raft;

import java.util.List;

/** {@code run N}: time passes while everything is delivered. */
final class RunVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        c.run(Integer.parseInt(words.get(0)));
    }
}
