package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.protocol.Effect;
import io.concordat.protocol.Effects;
import io.concordat.protocol.Event;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.Recovery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The table in {@link RoleState}'s comment, and determinism. */
class RoleTransitionsTest {
    @Test
    void theLegalTransitionsAreExactlyThese() {
        Map<String, RoleState> roles = new LinkedHashMap<>();
        RaftCore core = new RaftCore(start(), new StepOutput(1));
        roles.put("Follower", new Follower(core));
        roles.put("PreCandidate", new PreCandidate(core));
        roles.put("Candidate", new Candidate(core));
        roles.put("Leader", new Leader(core));
        List<String> legal = new ArrayList<>();
        roles.forEach((from, a) -> roles.forEach((to, b) -> {
            if (a.mayBecome(b)) {
                legal.add(from + "->" + to);
            }
        }));
        assertThat(legal)
                .containsExactlyInAnyOrder(
                        "Follower->Follower",
                        "Follower->PreCandidate",
                        "Follower->Candidate",
                        "PreCandidate->Follower",
                        "PreCandidate->PreCandidate",
                        "PreCandidate->Candidate",
                        "Candidate->Follower",
                        "Candidate->PreCandidate",
                        "Candidate->Leader",
                        "Leader->Follower");
    }

    @Test
    void theSameEventsGiveTheSameEffectsByteForByte() {
        assertThat(story(4)).isEqualTo(story(4)).isNotEqualTo(story(5));
    }

    private static List<String> story(long seed) {
        TestCluster c = TestCluster.started(3, seed);
        c.run(250);
        TestReplica leader = c.leader().orElseThrow();
        for (int i = 0; i < 20; i++) {
            c.propose(leader.node);
            c.read(leader.node);
            c.run(2);
        }
        c.restart(leader.node, new Recovery.Intact());
        c.run(250);
        List<String> told = new ArrayList<>();
        c.replicas.values().forEach(r -> r.trace.forEach(e -> told.add(r.node + " " + bytes(e))));
        assertThat(told).hasSizeGreaterThan(200);
        return told;
    }

    private static String bytes(Effect effect) {
        if (effect instanceof Effect.Send s) {
            return s.to() + " after " + s.afterSeq() + " " + s.message().kind() + " "
                    + s.message().term() + " "
                    + s.message().index() + " " + s.message().body().toHex() + " "
                    + s.message().payload().stream().map(b -> b.toHex()).toList();
        }
        if (effect instanceof Effect.Apply a) {
            return "apply " + a.entries().stream().map(e -> e.hash().toHex()).toList();
        }
        return effect.toString();
    }

    @Test
    void aReplicaSaysItsRoleAtItsFirstStepAndAtEveryChange() {
        RaftProtocol protocol = new RaftProtocol(start());
        Effects effects = new Effects();
        protocol.step(0, new Event.Tick(), effects);
        assertThat(effects.list()).anyMatch(Effect.RoleChanged.class::isInstance);
        effects.clear();
        protocol.step(1, new Event.Tick(), effects);
        assertThat(effects.list()).noneMatch(Effect.RoleChanged.class::isInstance);
    }

    private static ProtocolStart start() {
        TestCluster cluster = new TestCluster(3, 1);
        TestDisk disk = cluster.at(1).disk;
        return new ProtocolStart(
                1,
                Fixtures.CONTEXT,
                HardState.INITIAL,
                new Recovery.Intact(),
                LogTail.EMPTY,
                null,
                disk.tail(),
                disk.terms(),
                disk.configurations(),
                0,
                1,
                1,
                io.concordat.config.Settings.of(new TreeMap<>()),
                cluster.limits,
                new SeededRandom(1));
    }
}
