package io.concordat.raft;

import io.concordat.protocol.Recovery;
import java.util.List;

/** {@code restart NODE [amnesia | short TERM INDEX]}. */
final class RestartVerb implements Verb {
    @Override
    public void run(TestCluster c, List<String> words, List<String> told) {
        c.restart(Verb.node(words), recovery(words.subList(1, words.size())));
    }

    private static Recovery recovery(List<String> words) {
        if (words.isEmpty()) {
            return new Recovery.Intact();
        }
        return words.get(0).equals("amnesia")
                ? new Recovery.Amnesia("no valid slot")
                : new Recovery.ShortLog(Long.parseLong(words.get(1)), Long.parseLong(words.get(2)));
    }
}
