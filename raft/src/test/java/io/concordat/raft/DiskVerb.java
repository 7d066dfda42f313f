package io.concordat.raft;

import io.concordat.protocol.HardState;
import java.util.List;

/** {@code disk NODE TERM...}: before the start, the terms of the entries after the first. */
final class DiskVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        TestDisk disk = c.at(Verb.node(words)).disk;
        Bench.chainOf(c.size(), Verb.numbers(words)).forEach(e -> disk.log.put(e.index(), e));
        disk.hardState = new HardState(disk.tail().term(), 0);
    }
}
