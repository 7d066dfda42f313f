package io.concordat.raft;

import java.util.List;

/** {@code answers NODE}: every read answered there so far. */
final class AnswersVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        c.at(Verb.node(words)).reads.forEach((id, answer) -> told.add("read " + id + ": " + answer));
        if (told.isEmpty()) {
            told.add("none");
        }
    }
}
