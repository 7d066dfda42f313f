package io.concordat.raft;

import io.concordat.protocol.Event;
import java.util.List;

/** {@code tick N [NODE...]}: time passes, ten milliseconds each; messages stay where they are. */
final class TickVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        List<Integer> nodes = Verb.nodes(c, words.subList(1, words.size()));
        for (int i = 0; i < Integer.parseInt(words.get(0)); i++) {
            c.now += TestCluster.TICK;
            nodes.forEach(n -> c.at(n).step(new Event.Tick()));
        }
    }
}
