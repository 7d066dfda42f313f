package io.concordat.raft;

import java.util.List;
import java.util.stream.Collectors;

/** {@code log [NODE...]}: the terms of the synced entries after the first. */
final class LogVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        for (int node : Verb.nodes(c, words)) {
            told.add(node + ": "
                    + c.at(node).disk.log.values().stream()
                            .skip(1)
                            .map(e -> String.valueOf(e.term()))
                            .collect(Collectors.joining(" ")));
        }
    }
}
