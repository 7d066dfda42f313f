package io.concordat.raft;

import io.concordat.protocol.ProtocolStatus;
import java.util.List;

/** {@code status [NODE...]}: what each replica believes. */
final class StatusVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        for (int node : Verb.nodes(c, words)) {
            TestReplica r = c.at(node);
            ProtocolStatus s = r.protocol().status();
            told.add(
                    r.up
                            ? "%d %s term %d leader %d last %d commit %d %s"
                                    .formatted(
                                            node,
                                            s.role(),
                                            s.term(),
                                            s.leader(),
                                            s.lastIndex(),
                                            s.commitIndex(),
                                            s.recovery())
                                    .strip()
                            : node + " down");
        }
    }
}
