package io.concordat.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.crypto.Ed25519Verifier;
import io.concordat.net.InProcessNetwork;
import io.concordat.protocol.Event;
import io.concordat.protocol.SnapshotMark;
import io.concordat.record.InMemoryDisk;
import io.concordat.record.InMemoryFolder;
import io.concordat.record.RecordLog;
import io.concordat.runtime.ThreadRuntime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Snapshots from the freezing of a state to the start from one, through the replica that does it in production. */
class SnapshotReplicaTest {
    private static final Settings OFTEN = Settings.of(Map.of("snapshot.every-bytes", "500"));
    private final InProcessNetwork network = new InProcessNetwork(8 << 20);

    private static InMemoryDisk fresh(int node) throws Exception {
        InMemoryDisk disk = new InMemoryDisk();
        RecordLog.format(disk, ContractNode.MAIN, ContractNode.GENESIS, node);
        return disk;
    }

    private ReplicaHost start(int node, InMemoryDisk disk, SoleProtocol.Order order) throws StartRefused {
        ThreadRuntime runtime = new ThreadRuntime("node-" + node, e -> {});
        return ReplicaHost.start(new HostSetup(
                node,
                ContractNode.CLUSTER,
                ContractNode.GENESIS,
                false,
                OFTEN,
                Limits.DEFAULTS,
                order,
                List.of(new HostSetup.HostedGroup(0, "main", new ContractNode.Echo())),
                disk,
                network.transport(node, runtime.newLoop("net")),
                runtime,
                ContractNode.NODE,
                new Ed25519Verifier(),
                new Facts()));
    }

    private static final class Facts implements HostSetup.NodeFacts {
        @Override
        public double cpuSeconds() {
            return 0;
        }

        @Override
        public boolean tls() {
            return false;
        }

        @Override
        public boolean sync() {
            return true;
        }

        @Override
        public void failed(String reason) {
            throw new AssertionError(reason);
        }
    }

    /** Runs a node until it has executed {@code goal}, and returns what it marked. */
    private List<SnapshotMark> run(InMemoryDisk disk, SoleProtocol.Order order) throws Exception {
        try (ReplicaHost host = start(1, disk, order)) {
            assertThat(host).isNotNull();
            order.reached.get(30, TimeUnit.SECONDS);
        }
        return order.marks;
    }

    @Test
    void R63_aRestartExecutesOnlyWhatFollowsTheSnapshotAndComesToTheSameState() throws Exception {
        InMemoryDisk disk = fresh(1);
        List<SnapshotMark> first = run(disk, new SoleProtocol.Order(60, null));
        assertThat(first).hasSizeGreaterThan(2);

        SoleProtocol.Order again = new SoleProtocol.Order(120, null);
        List<SnapshotMark> second = run(disk.reopen(), again);

        SnapshotMark newest = first.get(first.size() - 1);
        assertThat(Objects.requireNonNull(again.start).executed()).isEqualTo(newest.index());
        assertThat(again.start.boundary().index()).isGreaterThan(1).isLessThan(newest.index());
        // A node that was never restarted has snapshots of the same indexes with the same content.
        List<SnapshotMark> other = run(fresh(1), new SoleProtocol.Order(120, null));
        assertThat(second).isNotEmpty();
        long since = newest.index();
        List<Long> indexes = second.stream().map(SnapshotMark::index).toList();
        assertThat(other.stream().filter(m -> m.index() > since && indexes.contains(m.index())))
                .isNotEmpty()
                .allMatch(second::contains);
    }

    @Test
    void aDamagedSnapshotIsPassedOverForTheOneBefore() throws Exception {
        InMemoryDisk disk = fresh(1);
        List<SnapshotMark> marks = run(disk, new SoleProtocol.Order(60, null));
        disk = disk.reopen();
        flipNewest(disk.snapshots(0));

        SoleProtocol.Order again = new SoleProtocol.Order(60, null);
        run(disk, again);

        assertThat(Objects.requireNonNull(again.start).executed())
                .isEqualTo(marks.get(marks.size() - 2).index());
    }

    @Test
    void withoutAnyWholeSnapshotItSaysSoAndDoesNotStart() throws Exception {
        InMemoryDisk disk = fresh(1);
        run(disk, new SoleProtocol.Order(60, null));
        InMemoryDisk damaged = disk.reopen();
        InMemoryFolder folder = damaged.snapshots(0);
        for (String file : folder.list()) {
            folder.flip(file, 99);
        }
        assertThatThrownBy(() -> start(1, damaged, new SoleProtocol.Order(60, null)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("no snapshot that leads there is whole");
    }

    private static void flipNewest(InMemoryFolder folder) throws Exception {
        String newest = folder.list().stream()
                .filter(f -> f.startsWith("manifest-"))
                .reduce((a, b) -> b)
                .orElseThrow();
        folder.flip(newest, 8 * 100);
    }

    @Test
    void aMemberWithoutStateInstallsOneThatItPullsFromAnother() throws Exception {
        InMemoryDisk disk = fresh(1);
        List<SnapshotMark> marks = run(disk, new SoleProtocol.Order(60, null));
        SnapshotMark newest = marks.get(marks.size() - 1);
        InMemoryDisk empty = fresh(2);
        SoleProtocol.Order order = new SoleProtocol.Order(Long.MAX_VALUE, newest.id());
        try (ReplicaHost serving = start(1, disk.reopen(), new SoleProtocol.Order(60, null));
                ReplicaHost joining = start(2, empty, order)) {
            assertThat(List.of(serving, joining)).hasSize(2);
            assertThat(order.installed.get(30, TimeUnit.SECONDS)).isEqualTo(new Event.SnapshotInstalled(newest.id()));
        }
        assertThat(empty.snapshots(0).list()).noneMatch(f -> f.startsWith("pending-"));

        SoleProtocol.Order again = new SoleProtocol.Order(Long.MAX_VALUE, newest.id());
        start(2, empty.reopen(), again).close();
        assertThat(Objects.requireNonNull(again.start).snapshot()).isEqualTo(newest);
        assertThat(again.start.tail()).isEqualTo(newest.id().place());
    }
}
