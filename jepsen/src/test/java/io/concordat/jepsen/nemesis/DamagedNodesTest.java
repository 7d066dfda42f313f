package io.concordat.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.client.NodeStatus;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two nodes of three without memory never get it back: the second may not be struck a moment too early. */
class DamagedNodesTest {
    private final DamagedNodes damaged = new DamagedNodes();

    @Test
    void aWipedNodeThatTakesItselfForNewHasNotRecovered() {
        damaged.add(1, Map.of(1, whole(1, 40), 2, whole(2, 41), 3, whole(3, 40)));
        assertThat(recovered(whole(1, 1))).as("has heard from nobody yet").isFalse();
        assertThat(recovered(status(1, 41, "amnesia"))).isFalse();
        assertThat(recovered(whole(1, 41))).as("what a backup could have").isFalse();
        assertThat(recovered(whole(1, 42))).isTrue();
    }

    @Test
    void whoIsStillDownOrDoesNotAnswerHasNotRecovered() {
        damaged.add(1, Map.of(1, whole(1, 40)));
        assertThat(damaged.allRecovered(Map.of(), Set.of())).isFalse();
        assertThat(damaged.allRecovered(Map.of(1, whole(1, 50)), Set.of(1))).isFalse();
        assertThat(recovered(whole(1, 50))).isTrue();
    }

    @Test
    void whoIsDamagedAgainBeginsAgain() {
        damaged.add(1, Map.of(1, whole(1, 40)));
        damaged.add(1, Map.of(1, whole(1, 60)));
        assertThat(recovered(whole(1, 50))).isFalse();
        assertThat(recovered(whole(1, 61))).isTrue();
    }

    private boolean recovered(NodeStatus own) {
        return damaged.allRecovered(Map.of(own.node(), own), Set.of());
    }

    private static NodeStatus whole(int node, long applied) {
        return status(node, applied, "");
    }

    private static NodeStatus status(int node, long applied, String recovery) {
        NodeStatus.Figures none = new NodeStatus.Figures(0, 0, 0, 0, 0, 0, 0, true, true, true, 0, 0, 0, 0);
        Bytes noHash = Bytes.EMPTY;
        return new NodeStatus(
                node, "main", "raft", "follower", 1, 1, applied, applied, applied, noHash, 0, 2, recovery, 0, 1, none);
    }
}
