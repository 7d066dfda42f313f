package io.concordat.replica;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import io.concordat.machine.BundleResult;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.wire.ClientWire;
import io.concordat.net.wire.ClientWire.AdminReply;
import io.concordat.net.wire.ClientWire.Events;
import io.concordat.net.wire.ClientWire.QueryReply;
import io.concordat.net.wire.ClientWire.Replies;
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.AdminRequest;
import io.concordat.session.SessionEvents;
import java.util.List;

/** The frames a node sends to clients. */
final class Wire {
    private Wire() {}

    /** {@code leader}: whom this member takes for it, 0 if it knows none. */
    static Frame replies(int group, BundleResult result, long index, int leader) {
        Replies.Builder header = Replies.newBuilder()
                .setSession(wrap(result.session()))
                .setFirstNumber(result.firstNumber())
                .setCount(result.count())
                .setKind(result.kind().ordinal())
                .setLeader(leader)
                .setIndex(index);
        ErrorCode error = result.error();
        if (error != null) {
            header.setError(error.name()).setMessage(result.message());
        }
        return Frame.of(FrameKind.REPLIES, group, bytes(header.build()), result.results());
    }

    /** Why a bundle has no results. */
    record Refusal(ErrorCode error, String message, int leader, boolean nothingHappened, int retryAfterMillis) {
        /** One that says nothing of when to come again. */
        Refusal(ErrorCode error, String message, int leader, boolean nothingHappened) {
            this(error, message, leader, nothingHappened, 0);
        }
    }

    static Frame refused(Bundle bundle, int group, Refusal why) {
        Replies header = Replies.newBuilder()
                .setSession(wrap(bundle.session()))
                .setFirstNumber(bundle.firstNumber())
                .setCount(bundle.count())
                .setKind(bundle.kind().ordinal())
                .setError(why.error().name())
                .setMessage(why.message())
                .setLeader(why.leader())
                .setNothingHappened(why.nothingHappened())
                .setRetryAfterMillis(why.retryAfterMillis())
                .build();
        return Frame.of(FrameKind.REPLIES, group, bytes(header), Bytes.EMPTY);
    }

    /** Unasked, to a session that may wait for what only a leader tells: it is not told here any more. */
    static Frame notLeader(Bytes session, int group, int leader) {
        Replies header = Replies.newBuilder()
                .setSession(wrap(session))
                .setKind(Bundle.Kind.KEEP_ALIVE.ordinal())
                .setError(ErrorCode.NOT_LEADER.name())
                .setLeader(leader)
                .setNothingHappened(true)
                .build();
        return Frame.of(FrameKind.REPLIES, group, bytes(header), Bytes.EMPTY);
    }

    static Frame answer(int group, long id, long index, Bytes answer) {
        QueryReply header = QueryReply.newBuilder().setId(id).setIndex(index).build();
        return Frame.of(FrameKind.QUERY_REPLY, group, bytes(header), answer);
    }

    static Frame noAnswer(int group, long id, Refusal why) {
        QueryReply header = QueryReply.newBuilder()
                .setId(id)
                .setError(why.error().name())
                .setMessage(why.message())
                .setLeader(why.leader())
                .setRetryAfterMillis(why.retryAfterMillis())
                .build();
        return Frame.of(FrameKind.QUERY_REPLY, group, bytes(header), Bytes.EMPTY);
    }

    /** What an administrator wishes; throws for a wish that this build does not know. */
    static AdminRequest adminRequest(ClientWire.AdminRequest asked) throws MalformedException {
        return switch (asked.getOperation()) {
            case 1 -> new AdminRequest.TransferLeadership(asked.getNode());
            case 2 -> new AdminRequest.TakeSnapshot();
            default -> throw new MalformedException("unknown operation " + asked.getOperation());
        };
    }

    static Frame adminReply(int group, long id, RoleView role, AdminOutcome outcome) {
        AdminReply.Builder header = AdminReply.newBuilder().setId(id);
        if (outcome instanceof AdminOutcome.Leads leads) {
            header.setLeader(leads.leader()).setTerm(leads.term());
        } else if (outcome instanceof AdminOutcome.SnapshotTaken taken) {
            header.setIndex(taken.index());
        } else if (outcome instanceof AdminOutcome.Refused refused) {
            header.setError(refused.code().name()).setMessage(refused.message()).setLeader(role.leader());
        }
        return Frame.of(FrameKind.ADMIN_REPLY, group, bytes(header.build()), Bytes.EMPTY);
    }

    static Frame events(int group, SessionEvents events) {
        List<Bytes> list = events.events();
        ByteWriter payload =
                new ByteWriter(list.stream().mapToInt(e -> 4 + e.length()).sum());
        list.forEach(payload::sized);
        Events header = Events.newBuilder()
                .setSession(wrap(events.session()))
                .setFirstNumber(events.firstNumber())
                .setCount(list.size())
                .build();
        return Frame.of(FrameKind.EVENTS, group, bytes(header), payload.toBytes());
    }

    static ByteString wrap(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.backingArray(), bytes.backingOffset(), bytes.length());
    }

    static Bytes bytes(MessageLite message) {
        return Bytes.wrap(message.toByteArray());
    }
}
