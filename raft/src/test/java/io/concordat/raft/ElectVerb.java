package io.concordat.raft;

import io.concordat.protocol.Event;
import java.util.List;

/** {@code elect NODE}: for up to four seconds only that node sees time pass; everything is delivered. */
final class ElectVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        TestReplica r = c.at(Verb.node(words));
        for (int i = 0; i < 400 && !r.leads(); i++) {
            c.now += TestCluster.TICK;
            r.step(new Event.Tick());
            c.settle();
        }
        told.add(r.leads() ? r.node + " leads term " + r.term() : r.node + " was not elected");
    }
}
