package io.concordat.replica;

import com.google.protobuf.InvalidProtocolBufferException;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.crypto.Verifier;
import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.net.ClientConnection;
import io.concordat.net.Frame;
import io.concordat.net.wire.ClientWire;
import io.concordat.runtime.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One group's traffic from clients, up to the loop: who leads, is there room, is it well-formed, is it signed; cheapest
 * question first. Called on I/O threads, in order per connection.
 */
final class Admission {
    private final Setup setup;
    private final Supplier<RoleView> role;
    private final Takers takers;
    private final Budget bytes;
    private final Budget reads;
    private final ConcurrentMap<ClientConnection, Line> lines = new ConcurrentHashMap<>();

    record Setup(
            GroupContext context,
            boolean signing,
            Verifier verifier,
            Enrolled enrolled,
            Limits limits,
            boolean everyMember,
            Clock clock,
            Executor pool) {}

    /** The loop's side. */
    interface Takers {
        /** {@code bundle} is checked; its bytes are taken from the budget unless {@code room} is false. */
        void bundle(ClientConnection from, Bundle bundle, boolean room, Runnable taken);

        void query(ClientConnection from, long id, Bytes query);

        void status(ClientConnection from, ClientWire.StatusRequest request);

        void closed(ClientConnection connection);
    }

    private static final class Line {
        private final VerificationLane lane;
        private final SenderGuard guard = new SenderGuard();

        private Line(VerificationLane lane) {
            this.lane = lane;
        }
    }

    Admission(Setup setup, Supplier<RoleView> role, Takers takers, Budget bytes, Budget reads) {
        this.setup = setup;
        this.role = role;
        this.takers = takers;
        this.bytes = bytes;
        this.reads = reads;
    }

    void received(ClientConnection client, Frame frame) {
        try {
            switch (frame.kind()) {
                case BUNDLE -> bundle(client, frame);
                case QUERY -> query(client, frame);
                case STATUS -> takers.status(client, ClientWire.StatusRequest.parseFrom(Wire.wrap(frame.header())));
                default -> throw new MalformedException("a client does not send " + frame.kind());
            }
        } catch (InvalidProtocolBufferException | MalformedException e) {
            client.close(ErrorCode.MALFORMED + ": " + e.getMessage());
        }
    }

    void closed(ClientConnection client) {
        Line line = lines.remove(client);
        if (line != null) {
            // Behind what is still being checked, so that nothing speaks for it after it is forgotten.
            line.lane.after(() -> takers.closed(client));
        }
    }

    private void bundle(ClientConnection client, Frame frame) throws MalformedException {
        Bundle bundle = Bundle.decode(frame.joinedPayload(), setup.limits());
        Wire.Refusal refusal = unacceptable(client, bundle);
        if (refusal != null) {
            client.send(Wire.refused(bundle, setup.context().group(), refusal));
            return;
        }
        Line line = lines.computeIfAbsent(
                client,
                c -> new Line(new VerificationLane(
                        setup.pool(), setup.clock(), 4L * setup.limits().clientFrameBytes())));
        int size = frame.length();
        boolean room = bytes.take(bundle.encoded().length());
        line.lane.submit(size, client, () -> check(client, line, bundle, room, size));
    }

    /** What can be told from the header alone. */
    private Wire.@Nullable Refusal unacceptable(ClientConnection client, Bundle bundle) {
        RoleView now = role.get();
        if (!now.leads() && !setup.everyMember()) {
            return new Wire.Refusal(ErrorCode.NOT_LEADER, "", now.leader(), true);
        }
        if (!bundle.cluster().equals(setup.context().cluster())
                || bundle.group() != setup.context().group()) {
            return new Wire.Refusal(ErrorCode.WRONG_CLUSTER, "signed for another cluster or group", 0, true);
        }
        if (!bundle.clientKey().equals(client.clientKey())) {
            return new Wire.Refusal(ErrorCode.WRONG_IDENTITY, "another key than this connection's", 0, true);
        }
        if (setup.signing() && !setup.enrolled().client(bundle.clientKey())) {
            return new Wire.Refusal(ErrorCode.WRONG_IDENTITY, "the key is not enrolled", 0, true);
        }
        return null;
    }

    /** In the verification lane. A bundle without room goes on unchecked: its refusal has to keep its place. */
    private void check(ClientConnection client, Line line, Bundle bundle, boolean room, int size) {
        if (room && !sound(client, line, bundle)) {
            bytes.giveBack(bundle.encoded().length());
            line.lane.settled(size);
            return;
        }
        takers.bundle(client, bundle, room, () -> line.lane.settled(size));
    }

    private boolean sound(ClientConnection client, Line line, Bundle bundle) {
        boolean signed = !setup.signing()
                || setup.verifier().verify(bundle.clientKey(), bundle.signedBytes(), bundle.signature());
        if (signed && bundle.payloadIntact()) {
            return true;
        }
        Wire.Refusal why = signed
                ? new Wire.Refusal(ErrorCode.MALFORMED, "the payload is not what the header promises", 0, true)
                : new Wire.Refusal(ErrorCode.BAD_SIGNATURE, "the client's signature is wrong", 0, true);
        client.send(Wire.refused(bundle, setup.context().group(), why));
        if (line.guard.bad(setup.clock().monotonicNanos())) {
            client.close(ErrorCode.BAD_SIGNATURE + ": too many within a second");
        }
        return false;
    }

    private void query(ClientConnection client, Frame frame) throws InvalidProtocolBufferException {
        long id = ClientWire.Query.parseFrom(Wire.wrap(frame.header())).getId();
        RoleView now = role.get();
        int group = setup.context().group();
        if (!now.leads()) {
            client.send(Wire.noAnswer(group, id, new Wire.Refusal(ErrorCode.NOT_LEADER, "", now.leader(), true)));
            return;
        }
        Bytes query = frame.joinedPayload();
        if (!reads.take(1)) {
            client.send(Wire.noAnswer(group, id, new Wire.Refusal(ErrorCode.BUSY, "too many reads wait", 0, true)));
            return;
        }
        if (!bytes.take(query.length())) {
            reads.giveBack(1);
            client.send(Wire.noAnswer(group, id, new Wire.Refusal(ErrorCode.BUSY, "too much is pending", 0, true)));
            return;
        }
        takers.query(client, id, query);
    }
}
