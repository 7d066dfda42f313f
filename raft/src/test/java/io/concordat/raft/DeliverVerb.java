package io.concordat.raft;

import java.util.List;

/**
 * {@code deliver [ROUTE] [KIND]}: what is under way now arrives; what that causes stays under way. Alone:
 * everything.
 */
final class DeliverVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        if (words.isEmpty()) {
            c.settle();
            return;
        }
        List<TestCluster.Flying> chosen =
                c.network.stream().filter(Route.of(words)).toList();
        chosen.forEach(c::deliver);
        told.add(chosen.size() + " delivered");
    }
}
