package io.concordat.raft;

import io.concordat.protocol.Event;
import java.util.List;

/** {@code crash NODE [reset]}: power is cut; with {@code reset} the others' connections to it break at once. */
final class CrashVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        TestReplica r = c.at(Verb.node(words));
        r.crash();
        if (words.contains("reset")) {
            c.replicas.values().forEach(o -> o.step(new Event.PeerUnreachable(r.node, true)));
        }
    }
}
