package io.concordat.raft;

import java.util.List;

/** {@code partition NODE...}: these nodes and the others no longer hear each other. */
final class PartitionVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        List<Integer> inside = Verb.nodes(c, words);
        for (int a : inside) {
            c.replicas.keySet().stream().filter(b -> !inside.contains(b)).forEach(b -> c.cut(a, b));
        }
    }
}
