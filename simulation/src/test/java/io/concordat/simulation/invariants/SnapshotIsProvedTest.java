package io.concordat.simulation.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.membership.Membership;
import io.concordat.pbft.PbftFactory;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.PromiseRules;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import io.concordat.raft.RaftFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** P48, P51: what a log may count on. Which proofs are none is told in the tests of PBFT's promises. */
class SnapshotIsProvedTest {
    private static final Hash A = Hash.of(Bytes.utf8("a"));
    private static final Hash B = Hash.of(Bytes.utf8("b"));
    private static final Membership MEMBERS = Keyless.members(4);

    private final Checks checks = new Checks(() -> 0);
    private final EqualRoots roots = new EqualRoots(checks);

    private static LogStart start(Hash root) {
        SnapshotId id = new SnapshotId(64, 0, A, root, B, 1, 1);
        return new LogStart(id.place(), MEMBERS, 0, new SnapshotMark(id, MEMBERS, 0));
    }

    private void begins(PromiseRules promises, int node, Hash root) {
        LogStart start = start(root);
        LogWrite bare = new LogWrite(1, List.of(start.toRecord()), null, null);
        new SnapshotIsProved(checks, promises, roots).begins(node, start, bare);
    }

    @Test
    void raftNeedsNoProof() {
        begins(new RaftFactory().promises(), 1, A);
        begins(new RaftFactory().promises(), 2, A);
        assertThat(checks.violations()).isEmpty();
        assertThat(checks.count()).isPositive();
    }

    @Test
    void aSnapshotWithoutAQuorumsSignatures() {
        begins(new PbftFactory().promises(), 1, A);
        assertThat(checks.violations()).extracting(Checks.Violation::invariant).containsExactly("snapshot-is-proved");
    }

    @Test
    void snapshotsOfDifferentStatesAtOneIndex() {
        begins(new RaftFactory().promises(), 1, A);
        begins(new RaftFactory().promises(), 2, B);
        assertThat(checks.violations()).extracting(Checks.Violation::invariant).containsExactly("equal-roots");
    }
}
