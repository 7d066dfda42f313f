package io.concordat.raft;

import java.util.List;

/** {@code sync NODE on|off|one}: whether its disk completes writes at once; {@code one} completes the oldest. */
final class SyncVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        TestReplica r = c.at(Verb.node(words));
        if (words.get(1).equals("one")) {
            r.syncOne();
        } else {
            r.autoSync = words.get(1).equals("on");
            if (r.autoSync) {
                r.syncAll();
            }
        }
        r.pump();
        told.add(r.disk.pending.size() + " writes under way");
    }
}
