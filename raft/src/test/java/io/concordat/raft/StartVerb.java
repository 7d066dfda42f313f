package io.concordat.raft;

import io.concordat.protocol.Recovery;
import java.util.List;

/** {@code start}: every replica wakes up with what is on its disk. */
final class StartVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        c.replicas.values().forEach(r -> r.start(new Recovery.Intact()));
        c.tick(1);
    }
}
