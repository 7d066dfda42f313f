package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.log.Batch;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.protocol.Event;
import io.concordat.protocol.HardState;
import io.concordat.protocol.Recovery;
import io.concordat.protocol.Role;
import io.concordat.raft.RaftMessage.AppendEntries;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.PreVote;
import io.concordat.raft.RaftMessage.RequestVote;
import io.concordat.raft.RaftMessage.VoteReply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One nested class per section of the paper, then of the thesis: what it claims, shown on a whole group. */
class RaftPaperTest {
    private static final Recovery INTACT = new Recovery.Intact();

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

    @Nested
    class Section5_4_1_ElectionRestriction {
        @Test
        void whoLacksACommittedEntryIsNotElectedWhoHoldsItIs() {
            TestCluster c = TestCluster.led(3, 1);
            c.isolate(3);
            c.propose(1);
            c.run(5);
            assertThat(c.at(2).last()).isGreaterThan(c.at(3).last());
            c.at(1).crash();
            c.heal();
            // Only 3 sees time pass and stands; 2 has long heard no leader either, and still knows better.
            for (int i = 0; i < 400; i++) {
                c.now += TestCluster.TICK;
                c.at(3).step(new Event.Tick());
                c.settle();
                assertThat(c.at(3).leads()).isFalse();
            }
            c.elect(2);
            assertThat(c.at(3).applied).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Nested
    class Section5_4_2_EntriesOfEarlierTerms {
        @Test
        void theyAreCommittedOnlyTogetherWithOneOfTheOwnTerm() {
            Bench b = new Bench(3, INTACT, 4, 1, 2);
            b.becomeLeader();
            assertThat(b.replica.term()).isEqualTo(5);
            b.acknowledge(2, 3);
            b.acknowledge(3, 3);
            assertThat(b.replica.commit())
                    .as("on all three, and yet figure 8 (d)")
                    .isEqualTo(1);
            b.acknowledge(2, 4);
            assertThat(b.replica.commit())
                    .as("the entry of term 5 carries them, figure 8 (e)")
                    .isEqualTo(4);
        }
    }

    @Nested
    class Section5_5_FollowerCrashes {
        @Test
        void theLeaderRetriesUntilTheFollowerIsBack() {
            TestCluster c = TestCluster.led(3, 1);
            c.at(3).crash();
            for (int i = 0; i < 5; i++) {
                c.propose(1);
                c.run(40);
            }
            assertThat(c.at(2).applied).hasSize(7);
            c.restart(3, INTACT);
            c.run(15);
            assertThat(c.at(3).applied).hasSize(7);
        }

        @Test
        void aRequestThatComesTwiceDoesNoHarm() {
            TestCluster c = TestCluster.led(3, 1);
            c.propose(1);
            c.propose(1);
            List<TestCluster.Flying> twice = new ArrayList<>(c.network);
            assertThat(twice).anyMatch(f -> f.message() instanceof AppendEntries);
            c.settle();
            List<LogEntry> held = List.copyOf(c.at(2).disk.log.values());
            c.network.addAll(twice);
            c.settle();
            assertThat(c.at(2).disk.log.values()).containsExactlyElementsOf(held);
            c.run(15);
            assertThat(c.at(2).applied).hasSize(4);
        }
    }

    @Nested
    class Section6_ConfigurationInTheLog {
        private final List<LogEntry> grown = grownToFive();

        private List<LogEntry> grownToFive() {
            List<LogEntry> chain = Bench.chain(1);
            Batch five = Batch.configuration(3, 2_000, 0, Fixtures.members(5));
            chain.add(LogChain.append(chain.get(1).hash(), 1, five, Fixtures.CONTEXT));
            return chain;
        }

        /** A group of three, and two more machines that do not belong to it yet. */
        private Bench threeAmongFive() {
            Bench b = new Bench(3);
            b.cluster.replicas.put(4, new TestReplica(b.cluster, 4));
            b.cluster.replicas.put(5, new TestReplica(b.cluster, 5));
            return b;
        }

        @Test
        void theNewestInTheLogCountsCommittedOrNot() {
            Bench b = threeAmongFive();
            b.hear(2, Bench.append(1, grown, 2, 3, 1));
            assertThat(b.replica.commit()).isEqualTo(1);
            b.becomeCandidate();
            b.hear(2, new VoteReply(b.replica.term(), 1, true));
            assertThat(b.replica.role())
                    .as("two of three would do, two of five do not")
                    .isEqualTo(Role.CANDIDATE);
            b.hear(5, new VoteReply(b.replica.term(), 1, true));
            assertThat(b.replica.role()).isEqualTo(Role.LEADER);
        }

        @Test
        void aRestartReadsItFromTheLog() {
            Bench b = threeAmongFive();
            b.replica.crash();
            grown.forEach(e -> b.replica.disk.log.put(e.index(), e));
            b.replica.disk.hardState = new HardState(1, 0);
            b.replica.start(INTACT);
            b.becomeCandidate();
            b.hear(2, new VoteReply(b.replica.term(), 1, true));
            assertThat(b.replica.role()).isEqualTo(Role.CANDIDATE);
        }

        @Test
        void whatIsCutOffTheLogCountsNoLonger() {
            Bench b = threeAmongFive();
            b.hear(2, Bench.append(1, grown, 2, 3, 1));
            b.hear(3, Bench.append(2, Bench.chain(1, 2), 3, 3, 1));
            b.becomeCandidate();
            b.hear(2, new VoteReply(b.replica.term(), 1, true));
            assertThat(b.replica.role()).as("two of three again").isEqualTo(Role.LEADER);
        }
    }

    @Nested
    class Section8_ClientInteraction {
        @Test
        void aReadIsAnsweredWithoutAnEntryAndOnlyByAMajority() {
            TestCluster c = TestCluster.led(3, 1);
            long last = c.at(1).last();
            long read = c.read(1);
            c.settle();
            assertThat(c.at(1).reads.get(read)).isEqualTo("index " + last);
            assertThat(c.at(1).last()).isEqualTo(last);
            c.isolate(1);
            long lonely = c.read(1);
            c.run(10);
            assertThat(c.at(1).reads).doesNotContainKey(lonely);
        }

        @Test
        void aLeaderOpensItsTermWithAnEntryOfItsOwnAndSoCommitsWhatItFound() {
            TestCluster c = TestCluster.led(3, 1);
            c.drop(f -> true);
            c.cut(1, 3);
            c.propose(1);
            c.settle();
            assertThat(c.at(2).last()).isEqualTo(3);
            c.at(1).crash();
            // Nobody proposes anything more.
            c.elect(2);
            assertThat(c.at(2).commit()).isEqualTo(4);
            assertThat(c.at(3).applied).hasSize(4);
        }
    }

    @Nested
    class Thesis3_8_PersistedState {
        @Test
        void termVoteAndLogOutliveTheProcess() {
            Bench b = new Bench(3);
            b.hear(2, Bench.append(3, Bench.chain(1, 3), 2, 3, 0));
            b.hear(2, new RequestVote(4, 3, 3));
            b.tick(Bench.TIMEOUT_TICKS);
            b.hear(2, new RequestVote(4, 3, 3));
            assertThat(b.replica.disk.hardState).isEqualTo(new HardState(4, 2));
            b.replica.crash();
            b.silence();
            b.replica.start(INTACT);
            assertThat(b.replica.term()).isEqualTo(4);
            assertThat(b.replica.last()).isEqualTo(3);
            b.hear(3, new RequestVote(4, 9, 9));
            assertThat(b.lastSaid(VoteReply.class).granted())
                    .as("its vote is spent")
                    .isFalse();
            b.hear(2, new RequestVote(4, 3, 3));
            assertThat(b.lastSaid(VoteReply.class).granted()).isTrue();
        }

        @Test
        void whatWasCommittedIsFoundAgainAfterAllHaveStopped() {
            TestCluster c = TestCluster.led(3, 1);
            c.propose(1);
            c.run(15);
            c.replicas.keySet().forEach(n -> c.at(n).crash());
            c.replicas.keySet().forEach(n -> c.restart(n, INTACT));
            assertThat(c.at(1).commit()).as("the commit index is volatile").isEqualTo(1);
            c.run(300);
            assertThat(c.replicas.values())
                    .allSatisfy(r -> assertThat(r.applied).hasSize(4));
        }
    }

    @Nested
    class Thesis4_2_3_DisruptiveServers {
        @Test
        void aVoteAskedOfAGroupWithALivingLeaderChangesNothing() {
            TestCluster c = TestCluster.led(3, 1);
            long term = c.at(1).term();
            c.at(2).step(new Event.Received(3, new RequestVote(term + 7, term, 99)));
            c.run(15);
            assertThat(c.at(1).leads()).isTrue();
            assertThat(c.at(2).term()).isEqualTo(term);
        }
    }

    @Nested
    class Thesis6_2_CheckQuorum {
        @Test
        void aLeaderThatIsCutOffStopsLeadingAndRefuses() {
            TestCluster c = TestCluster.led(3, 1);
            c.isolate(1);
            long read = c.read(1);
            c.run(101);
            assertThat(c.at(1).leads()).isFalse();
            assertThat(c.at(1).reads).containsEntry(read, "refused");
            assertThat(c.at(1).proposals).containsEntry(c.propose(1), "refused");
        }

        @Test
        void aLeaderThatHearsOneOfTwoLeadsOn() {
            TestCluster c = TestCluster.led(3, 1);
            c.cut(1, 3);
            c.cut(2, 3);
            c.run(300);
            assertThat(c.at(1).leads()).isTrue();
        }
    }

    @Nested
    class Thesis6_4_ReadIndex {
        @Test
        void aReadSeesEveryWriteThatWasCommittedBeforeItCame() {
            TestCluster c = TestCluster.led(3, 1);
            c.propose(1);
            c.settle();
            long committed = c.at(1).commit();
            assertThat(committed).isEqualTo(3);
            long read = c.read(1);
            c.propose(1);
            c.settle();
            assertThat(c.at(1).reads.get(read)).isEqualTo("index " + committed);
        }

        @Test
        void X02_aDeposedLeaderThatDoesNotKnowItYetAnswersNothing() {
            TestCluster c = TestCluster.led(3, 1);
            c.isolate(1);
            // Time passes for 2 only; 3 has to be persuaded that the leader is gone.
            c.at(3).step(new Event.PeerUnreachable(1, true));
            c.at(2).step(new Event.PeerUnreachable(1, true));
            long began = c.now;
            while (!c.at(2).leads()) {
                c.now += TestCluster.TICK;
                c.at(2).step(new Event.Tick());
                c.settle();
                assertThat(c.now - began).isLessThan(400_000_000L);
            }
            c.propose(2);
            c.settle();
            assertThat(c.at(2).commit()).isEqualTo(4);
            assertThat(c.at(1).leads()).as("it has no idea").isTrue();
            long stale = c.read(1);
            c.settle();
            assertThat(c.at(1).reads).doesNotContainKey(stale);
            c.heal();
            c.run(30);
            assertThat(c.at(1).reads).containsEntry(stale, "refused");
        }
    }

    @Nested
    class Thesis9_6_PreVote {
        @Test
        void whoWasCutOffComesBackWithoutANewTerm() {
            TestCluster c = TestCluster.led(3, 1);
            long term = c.at(1).term();
            c.isolate(3);
            c.run(500);
            assertThat(c.at(3).role()).isEqualTo(Role.CANDIDATE);
            assertThat(c.at(3).term()).isEqualTo(term);
            c.heal();
            c.run(30);
            assertThat(c.at(1).leads()).isTrue();
            assertThat(c.at(1).term()).isEqualTo(term);
            assertThat(c.at(3).protocol().status().leader()).isEqualTo(1);
        }

        @Test
        void aCandidateAsksFirstAndOnlyThenTakesANewTerm() {
            Bench b = new Bench(3);
            b.tick(Bench.TIMEOUT_TICKS);
            assertThat(b.said(PreVote.class)).isNotEmpty();
            assertThat(b.said(RequestVote.class)).isEmpty();
            assertThat(b.replica.term()).isZero();
            b.becomeCandidate();
            assertThat(b.said(RequestVote.class)).isNotEmpty();
            assertThat(b.replica.term()).isEqualTo(1);
        }
    }

    @Nested
    class Thesis10_2_1_WritingToTheLeadersDiskInParallel {
        @Test
        void entriesLeaveBeforeTheOwnSyncAndMayCommitWithoutIt() {
            TestCluster c = TestCluster.led(3, 1);
            c.at(1).autoSync = false;
            c.propose(1);
            c.settle();
            assertThat(c.at(1).disk.tail().index()).as("nothing synced here").isEqualTo(2);
            assertThat(c.at(1).commit()).as("two others have").isEqualTo(3);
            assertThat(c.at(1).applied)
                    .as("but nothing is executed that a crash would lose")
                    .hasSize(2);
        }
    }

    /** A heartbeat carries no entries and yet keeps everybody from standing (§5.2). */
    @Test
    void heartbeatsKeepTheGroupQuiet() {
        Bench b = new Bench(3);
        for (int i = 0; i < 30; i++) {
            b.hear(2, new Heartbeat(1, 0, 0, 0));
            b.tick(10);
        }
        assertThat(b.said(PreVote.class)).isEmpty();
        assertThat(b.said(AppendReply.class)).isEmpty();
    }
}
