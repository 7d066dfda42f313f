package io.concordat.raft;

import io.concordat.protocol.HardState;
import java.util.List;

/** {@code term T}: before the start, the term every disk remembers. */
final class TermVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        c.replicas.values().forEach(r -> r.disk.hardState = new HardState(Long.parseLong(words.get(0)), 0));
    }
}
