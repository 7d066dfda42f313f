package io.concordat.raft;

import java.util.List;

/** {@code flying}: which messages are under way. */
final class FlyingVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        c.network.forEach(f -> told.add("%d->%d %s term %d index %d"
                .formatted(
                        f.from(),
                        f.to(),
                        f.message().getClass().getSimpleName(),
                        f.message().term(),
                        f.message().index())));
    }
}
