package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.Recovery;
import io.concordat.raft.RaftMessage.AppendEntries;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.HeartbeatReply;
import io.concordat.raft.RaftMessage.Position;
import io.concordat.raft.RaftMessage.PreVote;
import io.concordat.raft.RaftMessage.PreVoteReply;
import io.concordat.raft.RaftMessage.RecallReply;
import io.concordat.raft.RaftMessage.RequestVote;
import io.concordat.raft.RaftMessage.Verdict;
import io.concordat.raft.RaftMessage.VoteReply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Enrolled members that say whatever the codec lets through may break Raft's safety, but stop nobody. */
class HostilePeerTest {
    private static final int STORIES = 400;
    private static final int WORDS = 150;

    @Test
    void nothingAMemberSaysStopsAReplicaInAnyRole() {
        int heard = 0;
        for (int seed = 1; seed <= STORIES; seed++) {
            heard += new Story(seed).run();
        }
        assertThat(heard).as("words that were well-formed").isGreaterThan(STORIES * WORDS / 2);
    }

    @Test
    void aSecondLeaderOfATermIsAccusedAndIgnored() {
        Bench bench = new Bench(3);
        List<LogEntry> chain = Bench.chain(1, 1);
        bench.hear(2, Bench.append(1, chain, 2, 2, 0));
        bench.hear(3, Bench.append(1, chain, 2, 3, 0));
        assertThat(bench.accusations()).containsExactly("3: leads term 1, which node 2 leads");
        assertThat(bench.replica.last()).isEqualTo(2);
    }

    @Test
    void anotherContentOfAPlaceAndAnotherEntryThanACommittedOneAreAccusedAndIgnored() {
        Bench bench = new Bench(3);
        List<LogEntry> chain = Bench.chain(1, 1);
        bench.hear(2, Bench.append(1, chain, 2, 3, 3));
        assertThat(bench.replica.commit()).isEqualTo(3);
        LogEntry other = Fixtures.entry(chain.get(0).hash(), 2, 1, 77);
        bench.hear(2, new AppendEntries(1, Bench.at(chain, 1), List.of(other), 0, 1, 0));
        List<LogEntry> later = Bench.chain(2);
        bench.hear(3, Bench.append(2, later, 2, 2, 0));
        assertThat(bench.accusations())
                .containsExactly(
                        "2: sends another content of entry 2 of term 1",
                        "3: sends another entry 2 than the committed one");
        assertThat(bench.replica.last()).isEqualTo(3);
    }

    /** One replica, brought into some role, and two liars at its ear. */
    private static final class Story {
        private final SeededRandom random;
        private final Bench bench;
        private final List<LogEntry> known;

        Story(long seed) {
            random = new SeededRandom(seed);
            long[] terms = new long[below(6)];
            long term = 1;
            for (int i = 0; i < terms.length; i++) {
                terms[i] = term;
                term += below(2);
            }
            Recovery recovery = below(8) == 0 ? new Recovery.Amnesia("wiped") : new Recovery.Intact();
            bench = new Bench(3, recovery, term, recovery instanceof Recovery.Intact ? terms : new long[0]);
            bench.replica.audited = false;
            known = Bench.chain(terms);
            if (recovery instanceof Recovery.Intact && seed % 3 == 1) {
                bench.becomeCandidate();
            } else if (recovery instanceof Recovery.Intact && seed % 3 == 2) {
                bench.becomeLeader();
            }
        }

        int run() {
            int heard = 0;
            for (int i = 0; i < WORDS; i++) {
                RaftMessage word = wellFormed(word());
                if (word != null) {
                    bench.hear(2 + below(2), word);
                    heard++;
                }
                if (below(10) == 0) {
                    bench.tick(1 + below(120));
                }
                if (below(20) == 0) {
                    bench.replica.step(new Event.Proposed(i + 1, i, List.of()));
                }
                bench.silence();
            }
            assertThat(bench.replica.trace).noneMatch(Effect.Fatal.class::isInstance);
            return heard;
        }

        private int below(int bound) {
            return (int) Long.remainderUnsigned(random.nextLong(), bound);
        }

        private long number(long around) {
            return switch (below(8)) {
                case 0 -> 0;
                case 1 -> random.nextLong() >>> below(63);
                case 2 -> RaftMessage.MOST_TERM - below(3);
                default -> Math.max(0, around + below(5) - 2);
            };
        }

        private long term() {
            return below(40) == 0 ? number(0) : Math.max(0, bench.replica.term() + below(4) - 1);
        }

        private long index() {
            return number(bench.replica.last());
        }

        private Position position(long term) {
            if (below(3) > 0) {
                return Bench.at(known, below(known.size() + 1));
            }
            return new Position(index(), Math.min(term, number(term)), below(2) == 0 ? Hash.ZERO : hash());
        }

        private Hash hash() {
            return known.get(below(known.size())).hash();
        }

        private RaftMessage word() {
            long term = term();
            return switch (below(10)) {
                case 0 -> new PreVote(term, number(1), number(term), index());
                case 1 -> new PreVoteReply(term, number(1), below(2) == 0);
                case 2 -> new RequestVote(term, number(term), index());
                case 3 -> new VoteReply(term, below(4), below(3) > 0);
                case 4 -> new Heartbeat(term, index(), number(2), below(20) == 0 ? index() : 0);
                case 5 -> new HeartbeatReply(term, number(2));
                case 6 ->
                    below(8) == 0
                            ? new RecallRequest(term, random.nextLong())
                            : new RecallReply(term, index(), number(1), below(2) == 0, below(2) == 0);
                case 7 ->
                    new AppendReply(
                            term, Verdict.values()[below(Verdict.values().length)], position(term), index(), number(1));
                default -> append(term);
            };
        }

        private AppendEntries append(long term) {
            Position previous = position(term);
            List<LogEntry> entries = new ArrayList<>();
            Hash last = previous.hash();
            long entryTerm = previous.term();
            for (int i = below(4); i > 0; i--) {
                entryTerm = Math.min(Math.max(entryTerm, term - below(2)), Math.max(term, entryTerm));
                LogEntry entry = Fixtures.entry(last, previous.index() + entries.size() + 1, entryTerm, below(3));
                entries.add(entry);
                last = entry.hash();
            }
            return new AppendEntries(term, previous, entries, index(), number(1), below(20) == 0 ? index() : 0);
        }

        /** What arrives at the other end, or null if the codec refuses it. */
        private static @Nullable RaftMessage wellFormed(RaftMessage word) {
            ByteWriter payload = new ByteWriter(256);
            for (Bytes part : word.payload()) {
                payload.raw(part);
            }
            try {
                return new RaftCodec()
                        .decode(
                                Fixtures.CONTEXT,
                                word.kind(),
                                word.term(),
                                word.index(),
                                word.body(),
                                payload.toBytes(),
                                Fixtures.SMALL);
            } catch (MalformedException e) {
                return null;
            }
        }
    }
}
