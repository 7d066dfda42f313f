package io.concordat.raft;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.log.GroupContext;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.protocol.MessageCodec;
import io.concordat.protocol.SnapshotMark;
import io.concordat.raft.RaftMessage.AppendEntries;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.HeartbeatReply;
import io.concordat.raft.RaftMessage.InstallSnapshot;
import io.concordat.raft.RaftMessage.Position;
import io.concordat.raft.RaftMessage.PreVote;
import io.concordat.raft.RaftMessage.PreVoteReply;
import io.concordat.raft.RaftMessage.RecallReply;
import io.concordat.raft.RaftMessage.RequestVote;
import io.concordat.raft.RaftMessage.Verdict;
import io.concordat.raft.RaftMessage.VoteReply;
import io.concordat.raft.wire.RaftWire;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes to messages, off the loop. Recomputes the hash chain of every AppendEntries, so that the loop can trust each
 * entry's
 * hash given the previous one. Stateless, thread-safe.
 */
final class RaftCodec implements MessageCodec {
    private static final int MOST_BODY = 1_024;

    @Override
    public RaftMessage decode(
            GroupContext context, int kind, long term, long index, Bytes body, Bytes payload, Limits limits)
            throws MalformedException {
        require(term >= 0 && term <= RaftMessage.MOST_TERM, "a term in 0..2^62, not ", term);
        require(index >= 0 && index < RaftMessage.MOST_TERM, "an index in 0..2^62, not ", index);
        require(body.length() <= MOST_BODY, "a body of at most " + MOST_BODY + " bytes, not ", body.length());
        boolean carries = kind == AppendEntries.KIND || kind == InstallSnapshot.KIND;
        require(carries || payload.isEmpty(), "no payload with kind ", kind);
        return switch (kind) {
            case PreVote.KIND -> {
                var b = parse(RaftWire.PreVoteBody.parser(), body);
                yield new PreVote(term, b.getRound(), term(b.getLastTerm(), term), index);
            }
            case PreVoteReply.KIND -> {
                var b = parse(RaftWire.PreVoteReplyBody.parser(), body);
                yield new PreVoteReply(term, b.getRound(), b.getGranted());
            }
            case RequestVote.KIND -> {
                var b = parse(RaftWire.RequestVoteBody.parser(), body);
                yield new RequestVote(term, term(b.getLastTerm(), term), index, b.getHandover());
            }
            case VoteReply.KIND -> {
                var b = parse(RaftWire.VoteReplyBody.parser(), body);
                yield new VoteReply(term, b.getCandidate(), b.getGranted());
            }
            case AppendEntries.KIND ->
                append(context, term, index, parse(RaftWire.AppendEntriesBody.parser(), body), payload, limits);
            case AppendReply.KIND -> reply(term, index, parse(RaftWire.AppendReplyBody.parser(), body));
            case Heartbeat.KIND -> {
                var b = parse(RaftWire.HeartbeatBody.parser(), body);
                yield new Heartbeat(term, index, positive(b.getRound()), positive(b.getPromised()));
            }
            case HeartbeatReply.KIND -> {
                var b = parse(RaftWire.HeartbeatReplyBody.parser(), body);
                yield new HeartbeatReply(term, positive(b.getRound()), b.getFull());
            }
            case RecallRequest.KIND ->
                new RecallRequest(
                        term, parse(RaftWire.RecallRequestBody.parser(), body).getNonce());
            case RecallReply.KIND -> {
                var b = parse(RaftWire.RecallReplyBody.parser(), body);
                yield new RecallReply(term, index, b.getNonce(), b.getLeads(), b.getAmnesiac());
            }
            case InstallSnapshot.KIND ->
                offer(term, index, parse(RaftWire.InstallSnapshotBody.parser(), body), payload);
            case TimeoutNow.KIND -> {
                var b = parse(RaftWire.TimeoutNowBody.parser(), body);
                yield new TimeoutNow(term, term(b.getLastTerm(), term), index);
            }
            case ReadIndex.KIND ->
                new ReadIndex(term, parse(RaftWire.ReadIndexBody.parser(), body).getNonce());
            case ReadIndexReply.KIND -> {
                var b = parse(RaftWire.ReadIndexReplyBody.parser(), body);
                yield new ReadIndexReply(term, index, b.getNonce(), b.getGranted());
            }
            default -> throw new MalformedException("unknown Raft message kind " + kind);
        };
    }

    private static AppendEntries append(
            GroupContext context, long term, long index, RaftWire.AppendEntriesBody body, Bytes payload, Limits limits)
            throws MalformedException {
        Position previous = new Position(index, term(body.getPrevTerm(), term), hash(body.getPrevHash()));
        List<LogEntry> entries = new ArrayList<>();
        ByteReader in = new ByteReader(payload);
        long at = index;
        long lastTerm = previous.term();
        Hash last = previous.hash();
        while (in.remaining() > 0) {
            long entryTerm = in.u64();
            require(entryTerm >= lastTerm && entryTerm <= term, "terms that never decrease, not ", entryTerm);
            // Room for a configuration or a batch of full bundles with their headers.
            Batch batch = Batch.decode(in.sized(Math.max(in.remaining() - 4, 0)), limits);
            require(batch.index() == at + 1, "the entry behind ", at);
            require(batch.intact(), "payload that matches its digest in entry ", batch.index());
            last = LogChain.link(last, entryTerm, batch.digest(context));
            entries.add(new LogEntry(entryTerm, last, batch));
            lastTerm = entryTerm;
            at++;
        }
        require(last.equals(hash(body.getLastHash())), "entries that end in the announced chain hash, behind ", at);
        return new AppendEntries(
                term,
                previous,
                List.copyOf(entries),
                positive(body.getCommit()),
                positive(body.getSession()),
                positive(body.getPromised()));
    }

    private static InstallSnapshot offer(long term, long index, RaftWire.InstallSnapshotBody body, Bytes payload)
            throws MalformedException {
        require(Hash.of(payload).equals(hash(body.getMarkHash())), "a mark with the announced hash at ", index);
        ByteReader in = new ByteReader(payload);
        SnapshotMark mark = SnapshotMark.decode(in);
        in.end();
        require(mark.index() == index, "a snapshot at the message's index, not ", mark.index());
        term(mark.id().term(), term);
        positive(mark.clusterNanos());
        return new InstallSnapshot(term, mark, positive(body.getSession()), positive(body.getPromised()));
    }

    private static AppendReply reply(long term, long index, RaftWire.AppendReplyBody body) throws MalformedException {
        long session = positive(body.getSession());
        if (!body.getAccepted()) {
            Position at = new Position(index, term(body.getHintTerm(), RaftMessage.MOST_TERM), Hash.ZERO);
            return new AppendReply(term, Verdict.REFUSED, at, positive(body.getHintIndex()), session);
        }
        Position at = new Position(index, term(body.getEntryTerm(), term), hash(body.getHash()));
        return new AppendReply(term, body.getRecovering() ? Verdict.RECOVERING : Verdict.ACCEPTED, at, 0, session);
    }

    private static <T extends MessageLite> T parse(Parser<T> parser, Bytes body) throws MalformedException {
        try {
            return parser.parseFrom(body.backingArray(), body.backingOffset(), body.length());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("a Raft message body: " + e.getMessage(), e);
        }
    }

    private static long positive(long value) throws MalformedException {
        require(value >= 0, "a number that is not negative, not ", value);
        return value;
    }

    private static long term(long value, long most) throws MalformedException {
        require(value >= 0 && value <= most, "an entry's term not above the message's, not ", value);
        return value;
    }

    private static Hash hash(ByteString wire) throws MalformedException {
        require(wire.size() == Hash.LENGTH, "a hash of 32 bytes, not ", wire.size());
        return new Hash(Bytes.wrap(wire.toByteArray()));
    }

    /** The text is put together only for the message that fails: every message passes here a dozen times. */
    private static void require(boolean holds, String expected, long found) throws MalformedException {
        if (!holds) {
            throw new MalformedException("expected " + expected + found);
        }
    }
}
