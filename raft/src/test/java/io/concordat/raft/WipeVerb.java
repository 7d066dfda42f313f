package io.concordat.raft;

import io.concordat.protocol.HardState;
import java.util.List;

/** {@code wipe NODE [KEEP]}: a stopped replica's disk loses its hard state and all entries after KEEP (default 1). */
final class WipeVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        TestDisk disk = c.at(Verb.node(words)).disk;
        disk.log
                .tailMap(words.size() > 1 ? Long.parseLong(words.get(1)) : 1, false)
                .clear();
        disk.hardState = words.size() > 1 ? disk.hardState : HardState.INITIAL;
    }
}
