package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.config.Settings;
import io.concordat.protocol.Event;
import io.concordat.protocol.Recovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeded chaos over a whole group: lost, doubled and reordered messages, cuts, crashes that lose unsynced writes,
 * slow disks,
 * failed reads; promises, elections, execution and reads are checked at every step, and at the end everything must
 * heal.
 */
class ChaosTest {
    private static final int STEPS = 4_000;

    private final TreeMap<Integer, TreeMap<Long, Long>> floors = new TreeMap<>();
    private int installs;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void safeUnderFaultsAndWholeAfterwards(int size) {
        for (long seed = 1; seed <= 12; seed++) {
            floors.clear();
            TestCluster c = new TestCluster(size, seed * 31 + size);
            c.limits = seed % 2 == 0 ? Fixtures.SMALL : c.limits;
            c.settings = Settings.of(Map.of("snapshot.trailing-log", seed % 3 == 0 ? "1MiB" : "300"));
            c.replicas.values().forEach(r -> r.start(new Recovery.Intact()));
            try {
                for (int i = 0; i < STEPS; i++) {
                    act(c);
                    checkReads(c);
                }
                heal(c);
                c.replicas.values().forEach(r -> installs += r.installed);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + " size " + size, e);
            }
        }
        assertThat(installs).as("snapshots installed").isGreaterThan(size > 2 ? 5 : -1);
    }

    private void act(TestCluster c) {
        int dice = (int) c.random.nextLong(1000);
        int node = 1 + (int) c.random.nextLong(c.size());
        TestReplica r = c.at(node);
        if (dice < 180) {
            c.tick(1);
        } else if (dice < 720) {
            network(c, dice);
        } else if (dice < 800) {
            if (r.up && !r.disk.pending.isEmpty()) {
                r.syncOne();
                r.pump();
            }
        } else if (dice < 900) {
            if (r.up) {
                c.propose(node);
            }
        } else if (dice < 935) {
            if (r.up && !r.applied.isEmpty()) {
                r.takeSnapshot();
            }
        } else if (dice < 960) {
            if (r.up) {
                long before = c.committed.isEmpty() ? 0 : c.committed.lastKey();
                floors.computeIfAbsent(node, n -> new TreeMap<>()).put(c.read(node), before);
            }
        } else {
            fault(c, r, dice);
        }
    }

    private static void network(TestCluster c, int dice) {
        if (c.network.isEmpty()) {
            return;
        }
        int which = dice < 600 ? 0 : (int) c.random.nextLong(c.network.size());
        TestCluster.Flying flying = c.network.get(which);
        if (dice < 690) {
            c.deliver(flying);
        } else if (dice < 705) {
            c.network.remove(which);
        } else {
            c.network.add(flying);
        }
    }

    private static void fault(TestCluster c, TestReplica r, int dice) {
        if (dice < 970) {
            r.autoSync = !r.autoSync;
        } else if (dice < 975) {
            int other = 1 + (int) c.random.nextLong(c.size());
            if (other != r.node) {
                c.cut.add(r.node + "-" + other);
            }
        } else if (dice < 980) {
            c.heal();
        } else if (dice < 983) {
            if (r.up) {
                r.crash();
            }
        } else if (dice < 990) {
            if (!r.up) {
                c.restart(r.node, new Recovery.Intact());
            }
        } else if (dice < 993) {
            r.emptyReads = 1;
        } else if (dice < 996) {
            c.network.clear();
        } else {
            int other = 1 + (int) c.random.nextLong(c.size());
            r.step(new Event.PeerUnreachable(other, dice < 998));
        }
    }

    /** A read sees everything that anybody had executed when it was asked. */
    private void checkReads(TestCluster c) {
        floors.forEach((node, reads) -> reads.forEach((id, floor) -> {
            String answer = c.at(node).reads.get(id);
            if (answer != null && answer.startsWith("index ")) {
                assertThat(Long.parseLong(answer.substring(6)))
                        .as("read %d", id)
                        .isGreaterThanOrEqualTo(floor);
            }
        }));
        floors.values().forEach(reads -> {
            while (reads.size() > 20) {
                reads.pollFirstEntry();
            }
        });
    }

    private static void heal(TestCluster c) {
        c.heal();
        List<TestReplica> all = new ArrayList<>(c.replicas.values());
        for (TestReplica r : all) {
            r.autoSync = true;
            if (!r.up) {
                c.restart(r.node, new Recovery.Intact());
            }
            r.syncAll();
            r.pump();
        }
        c.run(700);
        TestReplica leader = c.leader().orElseThrow();
        long id = c.propose(leader.node);
        long read = c.read(leader.node);
        c.run(30);
        assertThat(leader.proposals.get(id)).startsWith("entry");
        assertThat(leader.reads.get(read)).startsWith("index");
        assertThat(all).allSatisfy(r -> {
            assertThat(r.commit()).isEqualTo(leader.last());
            assertThat(r.applied).hasSize((int) leader.last());
            assertThat(r.protocol().status().lastHash())
                    .isEqualTo(leader.protocol().status().lastHash());
        });
    }
}
