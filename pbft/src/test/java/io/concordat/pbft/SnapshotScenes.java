package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Hash;
import io.concordat.pbft.PbftMessage.Beat;
import io.concordat.pbft.TestGroup.Flight;
import io.concordat.protocol.SnapshotId;

/** Where stories of snapshots begin. */
final class SnapshotScenes {
    private SnapshotScenes() {}

    static TestGroup group() {
        TestGroup group = new TestGroup(4);
        group.all.forEach(m -> m.snapshotEvery = 64);
        return group;
    }

    /** Node 4 was away until the others had forgotten what it lacks. */
    static TestGroup oneIsFarBehind() {
        TestGroup group = group();
        group.member(4).crash();
        group.requests(200);
        // Whoever was not heard for long is waited for no more.
        group.pass(6_000);
        group.requests(200);
        assertThat(group.member(1).firstIndex()).isGreaterThan(128);
        return group;
    }

    static SnapshotId id(CheckpointCertificate at, Hash chain, Hash root, long bytes, int chunks) {
        return new SnapshotId(at.index(), 0, chain, root, Words.A, bytes, chunks);
    }

    /** The same state, cut in another way. */
    static SnapshotId other(SnapshotId id) {
        return new SnapshotId(id.index(), 0, id.hash(), id.root(), Words.B, id.bytes(), 2);
    }

    /** What {@code node} offers to whoever needs it. */
    static Offer offer(TestGroup group, int node) {
        group.deliver(new Flight(4, node, new Beat(0, 1, 1, true, true, false, false)));
        return (Offer) group.sent.stream()
                .filter(f -> f.from() == node && f.message() instanceof Offer)
                .reduce((a, b) -> b)
                .orElseThrow()
                .message();
    }
}
