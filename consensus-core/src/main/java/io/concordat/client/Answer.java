package io.concordat.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.concordat.api.Outcome;
import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import io.concordat.net.Frame;
import io.concordat.net.ProofFrames;
import io.concordat.net.wire.ClientWire;
import java.util.ArrayList;
import java.util.List;

/** What a node can say to a client. Decoded on I/O threads, from bytes that may be hostile. */
sealed interface Answer {
    /** Why there is no result; {@code leader} is 0 if unknown, {@code retryAfterMillis} 0 if the node does not say. */
    record Failure(String code, String message, int leader, boolean nothingHappened, int retryAfterMillis) {
        /** One that does not say when to come again. */
        Failure(String code, String message, int leader, boolean nothingHappened) {
            this(code, message, leader, nothingHappened, 0);
        }

        boolean none() {
            return code.isEmpty();
        }

        /** Whether the node asks to be left alone for a while. */
        boolean pressed() {
            ErrorCode code = error();
            return code == ErrorCode.BUSY || code == ErrorCode.NO_SPACE || code == ErrorCode.SESSION_LIMIT;
        }

        ErrorCode error() {
            return ErrorCode.of(code).orElse(ErrorCode.INTERNAL);
        }

        /** A refusal that asking again, here or elsewhere, cannot change. */
        boolean isFinal() {
            return error().outcome() == ErrorCode.Outcome.REFUSED && !error().retryable();
        }
    }

    /** Results of commands {@code first}, {@code first + 1} …, or a failure. */
    record Results(Bytes session, long first, List<Outcome> outcomes, Failure failure) implements Answer {}

    /** The answer to OPEN (1), CLOSE (2) or KEEP_ALIVE (3). */
    record Control(Bytes session, int kind, Failure failure) implements Answer {}

    /** What answers a question, by the name that the question was given. */
    interface Named {
        long id();
    }

    /** What a node says of itself: nobody else can say it too, and it is taken for no more than that node's word. */
    interface OwnWord extends Named {}

    record QueryAnswer(long id, Bytes bytes, Failure failure) implements Answer, Named {}

    /** What became of an administrator's wish; leader and term, or index, as the wish was. */
    record AdminAnswer(long id, int leader, long term, long index, Failure failure) implements Answer, OwnWord {}

    record SessionEvents(Bytes session, long first, List<Bytes> events) implements Answer {}

    record StatusAnswer(long id, NodeStatus status) implements Answer, OwnWord {}

    /** One node's proof of something, or why it has none. */
    record ProofAnswer(long id, Bytes proof, Failure failure) implements Answer, OwnWord {}

    int SESSION_LENGTH = 16;
    int QUERY = Bundle.Kind.QUERY.ordinal();

    static Answer decode(Frame frame, Limits limits) throws MalformedException {
        Bytes header = frame.header();
        try {
            ByteString raw =
                    UnsafeByteOperations.unsafeWrap(header.backingArray(), header.backingOffset(), header.length());
            return switch (frame.kind()) {
                case REPLIES -> replies(ClientWire.Replies.parseFrom(raw), frame.joinedPayload(), limits);
                case QUERY_REPLY -> query(ClientWire.QueryReply.parseFrom(raw), frame.joinedPayload());
                case EVENTS -> events(ClientWire.Events.parseFrom(raw), frame.joinedPayload());
                case STATUS_REPLY -> status(ClientWire.StatusReply.parseFrom(raw));
                case PROOF_REPLY -> proof(ProofFrames.reply(frame));
                case ADMIN_REPLY -> admin(ClientWire.AdminReply.parseFrom(raw));
                default -> throw new MalformedException("a node does not send " + frame.kind() + " to a client");
            };
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException(frame.kind() + ": " + e.getMessage(), e);
        }
    }

    private static Answer replies(ClientWire.Replies in, Bytes payload, Limits limits) throws MalformedException {
        Bytes session = session(in.getSession());
        Failure failure = new Failure(
                in.getError(), in.getMessage(), in.getLeader(), in.getNothingHappened(), in.getRetryAfterMillis());
        if (in.getKind() < 0 || in.getKind() > QUERY) {
            throw new MalformedException("unknown kind of reply " + Integer.toUnsignedString(in.getKind()));
        }
        if (in.getKind() == QUERY) {
            ByteReader id = new ByteReader(session.slice(8, 8));
            return new QueryAnswer(id.u64(), payload, failure);
        }
        if (in.getKind() != 0) {
            return new Control(session, in.getKind(), failure);
        }
        long first = in.getFirstNumber();
        if (first < 1 || first > Long.MAX_VALUE - limits.bundleCommands()) {
            throw new MalformedException("replies from number " + Long.toUnsignedString(first));
        }
        if (!failure.none()) {
            return new Results(session, first, List.of(), failure);
        }
        int count = in.getCount();
        if (count < 1 || count > limits.bundleCommands()) {
            throw new MalformedException(Integer.toUnsignedString(count) + " replies in one frame");
        }
        return new Results(session, first, outcomes(payload, count), failure);
    }

    private static List<Outcome> outcomes(Bytes payload, int count) throws MalformedException {
        ByteReader reader = new ByteReader(payload);
        List<Outcome> outcomes = new ArrayList<>(Math.min(count, payload.length() / 5));
        for (int i = 0; i < count; i++) {
            int kind = reader.u8();
            Bytes bytes = reader.sized(payload.length());
            outcomes.add(
                    switch (kind) {
                        case 0 -> new Outcome.Reply(bytes);
                        case 1 -> refusal(bytes.toUtf8());
                        default -> throw new MalformedException("unknown outcome " + kind);
                    });
        }
        reader.end();
        return outcomes;
    }

    private static Outcome refusal(String text) {
        int space = text.indexOf(' ');
        return space < 0
                ? new Outcome.Refused(text, "")
                : new Outcome.Refused(text.substring(0, space), text.substring(space + 1));
    }

    private static Answer query(ClientWire.QueryReply in, Bytes payload) {
        return new QueryAnswer(
                in.getId(),
                payload,
                new Failure(in.getError(), in.getMessage(), in.getLeader(), true, in.getRetryAfterMillis()));
    }

    private static Answer admin(ClientWire.AdminReply in) {
        Failure failure = new Failure(in.getError(), in.getMessage(), in.getLeader(), true);
        return new AdminAnswer(in.getId(), in.getLeader(), in.getTerm(), in.getIndex(), failure);
    }

    private static Answer proof(ProofFrames.Reply in) {
        return new ProofAnswer(in.id(), in.proof(), new Failure(in.error(), in.message(), 0, true));
    }

    private static Answer events(ClientWire.Events in, Bytes payload) throws MalformedException {
        ByteReader reader = new ByteReader(payload);
        int count = in.getCount();
        long first = in.getFirstNumber();
        if (count < 0 || (long) count * 4 > payload.length() || first < 1 || first > Long.MAX_VALUE - count) {
            throw new MalformedException("events " + Long.toUnsignedString(first) + ", " + count + " of them");
        }
        List<Bytes> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(reader.sized(payload.length()));
        }
        reader.end();
        return new SessionEvents(session(in.getSession()), first, events);
    }

    private static Answer status(ClientWire.StatusReply in) {
        NodeStatus.Figures figures = new NodeStatus.Figures(
                in.getCpuSeconds(),
                in.getSyncs(),
                in.getSyncMicrosP50(),
                in.getSignatures(),
                in.getVerifications(),
                in.getBatches(),
                in.getCommands(),
                in.getTls(),
                in.getSigned(),
                in.getSync(),
                in.getLongestPauseMillis(),
                in.getBusy(),
                in.getExpired(),
                in.getPendingBytes());
        return new StatusAnswer(
                in.getId(),
                new NodeStatus(
                        in.getNode(),
                        in.getGroup(),
                        in.getProtocol(),
                        in.getRole(),
                        in.getTerm(),
                        in.getEpoch(),
                        in.getCommitIndex(),
                        in.getAppliedIndex(),
                        in.getLastIndex(),
                        Bytes.wrap(in.getStateHash().toByteArray()),
                        in.getStateIndex(),
                        in.getLeader(),
                        in.getRecovery(),
                        in.getSnapshotIndex(),
                        in.getFirstIndex(),
                        figures));
    }

    private static Bytes session(ByteString raw) throws MalformedException {
        if (raw.size() != SESSION_LENGTH) {
            throw new MalformedException("a session id has 16 bytes, not " + raw.size());
        }
        return Bytes.wrap(raw.toByteArray());
    }
}
