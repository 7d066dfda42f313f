package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.LogEntry;
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
import org.junit.jupiter.api.Test;

/** What a peer sends is hostile until decoded: it is understood exactly, or refused as malformed. */
class RaftCodecTest {
    private static final List<LogEntry> CHAIN = Bench.chain(1, 1, 2);
    private static final Hash HASH = CHAIN.get(1).hash();

    private static List<RaftMessage> oneOfEach() {
        return List.of(
                new PreVote(7, 3, 5, 9),
                new PreVoteReply(7, 3, true),
                new RequestVote(7, 5, 9),
                new VoteReply(7, 2, true),
                Bench.append(3, CHAIN, 2, 4, 1),
                new AppendReply(7, Verdict.ACCEPTED, new Position(9, 5, HASH), 0, 4),
                new AppendReply(7, Verdict.RECOVERING, new Position(9, 5, HASH), 0, 4),
                new AppendReply(7, Verdict.REFUSED, new Position(9, 5, Hash.ZERO), 6, 4),
                new Heartbeat(7, 9, 3, 8),
                new HeartbeatReply(7, 3),
                new RecallRequest(7, -5),
                new RecallReply(7, 9, -5, true, false));
    }

    private static RaftMessage decode(int kind, long term, long index, Bytes body, Bytes payload)
            throws MalformedException {
        return new RaftCodec().decode(Fixtures.CONTEXT, kind, term, index, body, payload, Limits.DEFAULTS);
    }

    private static Bytes payload(RaftMessage m) {
        return Bytes.concat(m.payload().toArray(Bytes[]::new));
    }

    @Test
    void whatIsSaidIsWhatIsUnderstood() throws MalformedException {
        for (RaftMessage m : oneOfEach()) {
            RaftMessage back = decode(m.kind(), m.term(), m.index(), m.body(), payload(m));
            assertThat(back.body()).isEqualTo(m.body());
            assertThat(payload(back)).isEqualTo(payload(m));
            assertThat(back.getClass()).isEqualTo(m.getClass());
            if (!(m instanceof AppendEntries)) {
                assertThat(back).isEqualTo(m);
            }
        }
    }

    @Test
    void promisesAreSignedAndTheRestRelyOnTheConnection() {
        assertThat(oneOfEach().stream().filter(RaftMessage::signed).map(RaftMessage::kind))
                .containsOnly(RequestVote.KIND, VoteReply.KIND, AppendEntries.KIND, AppendReply.KIND);
    }

    @Test
    void R49_gapsAndDecreasingTermsAreRefused() {
        AppendEntries good = Bench.append(3, CHAIN, 2, 4, 0);
        LogEntry second = CHAIN.get(1);
        List<List<LogEntry>> bad = List.of(
                List.of(second, CHAIN.get(3)),
                List.of(second, Fixtures.entry(second.hash(), 3, 0, 1)),
                List.of(second, Fixtures.entry(second.hash(), 3, 4, 1)),
                List.of(second, Fixtures.entry(Hash.ZERO, 3, 1, 1)));
        for (List<LogEntry> entries : bad) {
            AppendEntries m = new AppendEntries(3, good.previous(), entries, 0, 1, 0);
            assertThatThrownBy(() -> decode(m.kind(), m.term(), m.index(), m.body(), payload(m)))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void termsAndIndexesBeyondReasonAreRefused() {
        for (long n : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            Bytes body = new HeartbeatReply(1, 1).body();
            assertThatThrownBy(() -> decode(HeartbeatReply.KIND, n, 0, body, Bytes.EMPTY))
                    .isInstanceOf(MalformedException.class);
            assertThatThrownBy(() -> decode(HeartbeatReply.KIND, 1, n, body, Bytes.EMPTY))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void mutatedAndRandomBytesAreMalformedOrUnderstoodNeverAnythingElse() {
        SeededRandom random = new SeededRandom(11);
        List<RaftMessage> all = new ArrayList<>(oneOfEach());
        int refused = 0;
        for (int i = 0; i < 60_000; i++) {
            RaftMessage m = all.get((int) random.nextLong(all.size()));
            Bytes body = i % 5 == 0 ? noise(random, 60) : mutated(random, m.body());
            Bytes payload = i % 3 == 0 ? mutated(random, payload(m)) : payload(m);
            int kind = i % 11 == 0 ? (int) random.nextLong(300) : m.kind();
            try {
                RaftMessage back = decode(kind, m.term(), m.index(), body, payload);
                assertThat(back.payload().stream().mapToInt(Bytes::length).sum())
                        .isEqualTo(payload.length());
            } catch (MalformedException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void noByteOfThePayloadCanBeChangedUnnoticed() {
        AppendEntries m = Bench.append(3, CHAIN, 2, 4, 1);
        Bytes payload = payload(m);
        for (int i = 0; i < payload.length(); i++) {
            byte[] changed = payload.toArray();
            changed[i] ^= 0x10;
            assertThatThrownBy(() -> decode(m.kind(), m.term(), m.index(), m.body(), Bytes.wrap(changed)))
                    .isInstanceOf(MalformedException.class);
        }
    }

    private static Bytes mutated(SeededRandom random, Bytes good) {
        byte[] bytes = good.toArray();
        long edits = random.nextLong(4);
        for (int i = 0; i < edits && bytes.length > 0; i++) {
            bytes[(int) random.nextLong(bytes.length)] = (byte) random.nextLong();
        }
        Bytes changed = Bytes.wrap(bytes);
        return random.nextLong(4) == 0 ? changed.slice(0, (int) random.nextLong(bytes.length + 1L)) : changed;
    }

    private static Bytes noise(SeededRandom random, int most) {
        byte[] bytes = new byte[(int) random.nextLong(most)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextLong();
        }
        return Bytes.wrap(bytes);
    }
}
