package io.concordat.raft;

import java.util.List;

/** {@code read NODE}: a client's read arrives there. */
final class ReadVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        TestReplica r = c.at(Verb.node(words));
        long id = c.read(r.node);
        told.add("read " + id + ": " + r.reads.getOrDefault(id, "waits"));
    }
}
