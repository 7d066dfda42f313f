package io.concordat.client;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps a client in touch with every member, each dialled again at its own pace. Confined to the client's loop. */
final class Members {
    private final ClusterClient client;
    private final Chorus chorus;
    private final Backoff backoff;
    private final SortedMap<Integer, Integer> failures = new TreeMap<>();
    private final SortedMap<Integer, Long> dialAt = new TreeMap<>();

    Members(ClusterClient client, Connection.Owner owner, SortedMap<Integer, Connection> connections) {
        this.client = client;
        ClientSetup setup = client.setup();
        int equal = setup.replies().equalReplies(setup.nodes().size());
        this.chorus = new Chorus(
                owner,
                client.loop(),
                setup.limits(),
                equal,
                connections::values,
                new PrimaryFirst(equal, setup.timeouts().alone(), client.loop(), client.clock(), connections::values));
        this.backoff = new Backoff(setup.timeouts().firstBackoff(), client.random());
    }

    Chorus chorus() {
        return chorus;
    }

    /** All that can be reached, if they are enough to be believed; everybody else is dialled. */
    @Nullable
    Connection reached() {
        long now = client.now();
        for (int node : client.setup().nodes()) {
            long due = dialAt.getOrDefault(node, now);
            if (due <= now) {
                client.connection(node);
            } else {
                client.pumpBy(due);
            }
        }
        return chorus.open() ? chorus : null;
    }

    void opened(int node) {
        failures.remove(node);
        dialAt.remove(node);
    }

    void lost(int node) {
        chorus.lost(node);
        int failed = failures.merge(node, 1, Integer::sum);
        dialAt.put(
                node,
                client.now() + backoff.delay(failed, client.setup().timeouts().longestBackoff()));
        client.pumpBy(dialAt.getOrDefault(node, client.now()));
    }

    List<Answer> heard(int node, Answer answer) {
        return chorus.heard(node, answer);
    }
}
