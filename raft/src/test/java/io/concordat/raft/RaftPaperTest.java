package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One nested class per section of the paper: what it claims, shown on a whole group. */
class RaftPaperTest {
    @Nested
    class Section5_2_LeaderElection {
        @Test
        void aGroupElectsOneLeaderAndFollowsIt() {
            TestCluster c = TestCluster.started(3, 7);
            c.run(300);
            TestReplica leader = c.leader().orElseThrow();
            assertThat(c.replicas.values()).allSatisfy(r -> {
                assertThat(r.protocol().status().leader()).isEqualTo(leader.node);
                assertThat(r.term()).isEqualTo(leader.term());
            });
        }
    }

    @Nested
    class Section5_3_LogReplication {
        @Test
        void aProposalIsExecutedEverywhere() {
            TestCluster c = TestCluster.led(3, 1);
            c.propose(1);
            c.run(15);
            assertThat(c.replicas.values())
                    .allSatisfy(r -> assertThat(r.applied).hasSize(3));
        }

        @Test
        void aGroupOfOneCommitsByItself() {
            TestCluster c = TestCluster.led(1, 1);
            c.propose(1);
            assertThat(c.at(1).applied).hasSize(3);
        }
    }
}
