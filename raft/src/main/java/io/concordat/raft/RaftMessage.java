package io.concordat.raft;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.log.LogEntry;
import io.concordat.net.Lane;
import io.concordat.protocol.Message;
import io.concordat.protocol.SnapshotMark;
import io.concordat.raft.wire.RaftWire;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything Raft replicas say to each other; {@code docs/protocol-raft.md} tabulates who sends what when. Signed are
 * the messages that others may have to prove or count on beyond a connection's life; the rest rely on the connection.
 */
public sealed interface RaftMessage extends Message
        permits RaftMessage.PreVote,
                RaftMessage.PreVoteReply,
                RaftMessage.RequestVote,
                RaftMessage.VoteReply,
                RaftMessage.AppendEntries,
                RaftMessage.AppendReply,
                RaftMessage.Heartbeat,
                RaftMessage.HeartbeatReply,
                RecallRequest,
                RaftMessage.RecallReply,
                RaftMessage.InstallSnapshot,
                TimeoutNow,
                ReadIndex,
                ReadIndexReply {
    /** Terms beyond this are nonsense; far below overflow, so that arithmetic on a hostile term is harmless. */
    long MOST_TERM = 1L << 62;

    @Override
    default Lane lane() {
        return Lane.CONTROL;
    }

    @Override
    default boolean signed() {
        return false;
    }

    /** Whether only a term's leader says this. */
    static boolean ofLeader(RaftMessage message) {
        return message instanceof AppendEntries || message instanceof InstallSnapshot || message instanceof Heartbeat;
    }

    private static Bytes encoded(MessageLite body) {
        return Bytes.wrap(body.toByteArray());
    }

    private static ByteString wire(Hash hash) {
        Bytes bytes = hash.bytes();
        return ByteString.copyFrom(bytes.backingArray(), bytes.backingOffset(), bytes.length());
    }

    /** "Would you vote for me in {@code term + 1}?" Changes nothing at the voter (thesis §9.6). */
    record PreVote(long term, long round, long lastTerm, long index) implements RaftMessage {
        static final int KIND = 1;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public Bytes body() {
            return encoded(RaftWire.PreVoteBody.newBuilder()
                    .setRound(round)
                    .setLastTerm(lastTerm)
                    .build());
        }
    }

    /** {@code term} is the voter's own, higher or lower. */
    record PreVoteReply(long term, long round, boolean granted) implements RaftMessage {
        static final int KIND = 2;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public long index() {
            return 0;
        }

        @Override
        public Bytes body() {
            return encoded(RaftWire.PreVoteReplyBody.newBuilder()
                    .setRound(round)
                    .setGranted(granted)
                    .build());
        }
    }

    /**
     * A promise: the candidate has voted for itself in {@code term}; {@code handover}, when the leader of the term
     * before told it to stand, frees voters from standing by that leader.
     */
    record RequestVote(long term, long lastTerm, long index, boolean handover) implements RaftMessage {
        static final int KIND = 3;

        RequestVote(long term, long lastTerm, long index) {
            this(term, lastTerm, index, false);
        }

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public boolean signed() {
            return true;
        }

        @Override
        public Bytes body() {
            return encoded(RaftWire.RequestVoteBody.newBuilder()
                    .setLastTerm(lastTerm)
                    .setHandover(handover)
                    .build());
        }
    }

    /** A promise when granted: no other candidate gets this vote in {@code term}. */
    record VoteReply(long term, int candidate, boolean granted) implements RaftMessage {
        static final int KIND = 4;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public long index() {
            return 0;
        }

        @Override
        public boolean signed() {
            return true;
        }

        @Override
        public Bytes body() {
            return encoded(RaftWire.VoteReplyBody.newBuilder()
                    .setCandidate(candidate)
                    .setGranted(granted)
                    .build());
        }
    }

    /** Where a log stands just before the entries of an {@link AppendEntries}. */
    record Position(long index, long term, Hash hash) {}

    /**
     * Entries after {@code previous}, linked by hash to it: the signature covers the chain's ends, these the payload.
     *
     * @param session the leader's replication session with this follower; replies to an older one are void
     * @param promised the highest index this follower ever acknowledged to this leader
     */
    record AppendEntries(long term, Position previous, List<LogEntry> entries, long commit, long session, long promised)
            implements RaftMessage {
        static final int KIND = 5;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public long index() {
            return previous.index();
        }

        /** The position after the entries. */
        Position last() {
            if (entries.isEmpty()) {
                return previous;
            }
            LogEntry last = entries.get(entries.size() - 1);
            return new Position(last.index(), last.term(), last.hash());
        }

        @Override
        public Lane lane() {
            return Lane.REPLICATION;
        }

        @Override
        public boolean signed() {
            return true;
        }

        @Override
        public Bytes body() {
            return encoded(RaftWire.AppendEntriesBody.newBuilder()
                    .setPrevTerm(previous.term())
                    .setPrevHash(wire(previous.hash()))
                    .setLastHash(wire(last().hash()))
                    .setCommit(commit)
                    .setSession(session)
                    .setPromised(promised)
                    .build());
        }

        @Override
        public List<Bytes> payload() {
            List<Bytes> parts = new ArrayList<>(2 * entries.size());
            for (LogEntry entry : entries) {
                parts.add(new ByteWriter(12).u64(entry.term()).u32(entry.size()).toBytes());
                parts.add(entry.batch().encoded());
            }
            return parts;
        }
    }

    /** How an {@link AppendReply} answers. */
    enum Verdict {
        /** A promise: everything up to the position is synced here. */
        ACCEPTED,
        /** The logs differ at the position; the hint is where to look next. */
        REFUSED,
        /** Stored by a replica that is refilling a lost memory: goes on with the stream, counts for nothing. */
        RECOVERING
    }

    /**
     * @param at the last matching position; REFUSED: the previous index, which did not match, and the hint's term
     * @param hint REFUSED: the last index whose term does not exceed the refused one's
     */
    record AppendReply(long term, Verdict verdict, Position at, long hint, long session) implements RaftMessage {
        static final int KIND = 6;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public long index() {
            return at.index();
        }

        @Override
        public boolean signed() {
            return true;
        }

        @Override
        public Bytes body() {
            boolean refused = verdict == Verdict.REFUSED;
            return encoded(RaftWire.AppendReplyBody.newBuilder()
                    .setAccepted(!refused)
                    .setRecovering(verdict == Verdict.RECOVERING)
                    .setEntryTerm(refused ? 0 : at.term())
                    .setHash(refused ? ByteString.EMPTY : wire(at.hash()))
                    .setHintIndex(hint)
                    .setHintTerm(refused ? at.term() : 0)
                    .setSession(session)
                    .build());
        }
    }

    /** The leader lives. {@code index} is its commit index, clamped to what the follower is known to hold. */
    record Heartbeat(long term, long index, long round, long promised) implements RaftMessage {
        static final int KIND = 7;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public Bytes body() {
            return encoded(RaftWire.HeartbeatBody.newBuilder()
                    .setRound(round)
                    .setPromised(promised)
                    .build());
        }
    }

    /** "In {@code term} I knew of nobody later when round {@code round} reached me"; and whether the disk is full. */
    record HeartbeatReply(long term, long round, boolean full) implements RaftMessage {
        static final int KIND = 8;

        HeartbeatReply(long term, long round) {
            this(term, round, false);
        }

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public long index() {
            return 0;
        }

        @Override
        public Bytes body() {
            return encoded(RaftWire.HeartbeatReplyBody.newBuilder()
                    .setRound(round)
                    .setFull(full)
                    .build());
        }
    }

    /** {@code index} is the sender's last. */
    record RecallReply(long term, long index, long nonce, boolean leads, boolean amnesiac) implements RaftMessage {
        static final int KIND = 10;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public Bytes body() {
            return encoded(RaftWire.RecallReplyBody.newBuilder()
                    .setNonce(nonce)
                    .setLeads(leads)
                    .setAmnesiac(amnesiac)
                    .build());
        }
    }

    /**
     * "What you lack is gone from my log: fetch this snapshot, from whom you like, then ask for what follows." The
     * signature covers the mark's hash, the mark the snapshot's content. Goes with the entries, so that sessions come
     * in order.
     */
    record InstallSnapshot(long term, SnapshotMark mark, long session, long promised) implements RaftMessage {
        static final int KIND = 11;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public long index() {
            return mark.index();
        }

        @Override
        public Lane lane() {
            return Lane.REPLICATION;
        }

        @Override
        public boolean signed() {
            return true;
        }

        @Override
        public Bytes body() {
            return encoded(RaftWire.InstallSnapshotBody.newBuilder()
                    .setMarkHash(wire(Hash.of(encodedMark())))
                    .setSession(session)
                    .setPromised(promised)
                    .build());
        }

        @Override
        public List<Bytes> payload() {
            return List.of(encodedMark());
        }

        private Bytes encodedMark() {
            ByteWriter out = new ByteWriter(1024);
            mark.encode(out);
            return out.toBytes();
        }
    }
}
