package io.concordat.raft;

import java.util.List;

/** {@code propose NODE}: a client's batch arrives there. */
final class ProposeVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        TestReplica r = c.at(Verb.node(words));
        told.add(r.proposals.get(c.propose(r.node)));
    }
}
