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
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.AdminRequest;
import io.concordat.protocol.Role;
import io.concordat.runtime.Budget;
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
    /** What a refusal on its way weighs, which carries no payload. */
    private static final int REFUSAL_BYTES = 512;

    private final Setup setup;
    private final Supplier<RoleView> role;
    private final Takers takers;
    private final Bounds bounds;
    private final ClientShares pendingShares;
    private final ClientShares receivingShares;
    private final ClientShares readShares;
    private final ConcurrentMap<ClientConnection, Line> lines = new ConcurrentHashMap<>();

    record Setup(
            GroupContext context,
            boolean signing,
            Verifier verifier,
            Enrolled enrolled,
            Limits limits,
            boolean everyMember,
            ProofDesk proofs,
            Clock clock,
            Executor pool) {}

    /**
     * @param pending bytes admitted and not yet executed
     * @param receiving bytes received and not yet taken by the loop
     * @param reads queries admitted and not yet answered
     */
    record Bounds(Budget pending, Budget receiving, Budget reads, Relief relief) {
        /** What the group holds for clients. */
        long held() {
            return pending.taken() + receiving.taken() + reads.taken();
        }
    }

    /** The loop's side. */
    interface Takers {
        void bundle(Arrival arrival);

        /** Its bytes and its place are taken. */
        void query(ReadGate.Waiting query);

        void status(ClientConnection from, ClientWire.StatusRequest request);

        /** From an administrator. */
        void admin(ClientConnection from, long id, AdminRequest request);

        void closed(ClientConnection connection);
    }

    private static final class Line {
        private final VerificationLane lane;
        private final Budget pending;
        private final Budget reads;
        private final SenderGuard guard = new SenderGuard();

        private Line(VerificationLane lane, Budget pending, Budget reads) {
            this.lane = lane;
            this.pending = pending;
            this.reads = reads;
        }
    }

    Admission(Setup setup, Supplier<RoleView> role, Takers takers, Bounds bounds) {
        this.setup = setup;
        this.role = role;
        this.takers = takers;
        this.bounds = bounds;
        this.pendingShares = new ClientShares(bounds.pending());
        this.receivingShares = new ClientShares(bounds.receiving());
        this.readShares = new ClientShares(bounds.reads());
    }

    void received(ClientConnection client, Frame frame) {
        try {
            switch (frame.kind()) {
                case BUNDLE -> bundle(client, frame);
                case QUERY -> query(client, frame);
                case STATUS -> takers.status(client, ClientWire.StatusRequest.parseFrom(Wire.wrap(frame.header())));
                case PROOF -> setup.proofs().asked(client, frame);
                case ADMIN -> admin(client, ClientWire.AdminRequest.parseFrom(Wire.wrap(frame.header())));
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
            line.lane.after(() -> {
                pendingShares.leave(client.clientKey());
                receivingShares.leave(client.clientKey());
                readShares.leave(client.clientKey());
                takers.closed(client);
            });
        }
    }

    private Line open(ClientConnection client) {
        Budget receiving = receivingShares.enter(client.clientKey()).part();
        return new Line(
                new VerificationLane(
                        setup.pool(),
                        setup.clock(),
                        receiving,
                        2L * setup.limits().clientFrameBytes()),
                pendingShares.enter(client.clientKey()),
                readShares.enter(client.clientKey()));
    }

    private void bundle(ClientConnection client, Frame frame)
            throws MalformedException, InvalidProtocolBufferException {
        Bundle bundle = Bundle.decode(frame.joinedPayload(), setup.limits());
        Wire.Refusal refusal = unacceptable(client, bundle);
        if (refusal != null) {
            client.send(Wire.refused(bundle, setup.context().group(), refusal));
            return;
        }
        Line line = lines.computeIfAbsent(client, this::open);
        long deadline = deadline(
                frame.header().isEmpty()
                        ? 0
                        : ClientWire.Submission.parseFrom(Wire.wrap(frame.header()))
                                .getPatienceMillis());
        if (!line.pending.take(bundle.encoded().length())) {
            // It keeps its place, so that its refusal comes in order, but not its payload: nothing grows.
            Bundle claim = bundle.withoutPayload();
            line.lane.submit(
                    REFUSAL_BYTES,
                    client,
                    () -> takers.bundle(
                            new Arrival(client, claim, null, deadline, () -> line.lane.settled(REFUSAL_BYTES))));
            return;
        }
        int size = frame.length();
        Arrival arrival = new Arrival(client, bundle, line.pending, deadline, () -> line.lane.settled(size));
        line.lane.submit(size, client, () -> check(line, arrival));
    }

    /** Where every member takes bundles, what one drops another may still propose: then nothing is dropped. */
    private long deadline(int patienceMillis) {
        return patienceMillis == 0 || setup.everyMember()
                ? Arrival.NEVER
                : setup.clock().monotonicNanos() + Integer.toUnsignedLong(patienceMillis) * 1_000_000;
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

    /** In the verification lane. Whoever has stopped waiting is not worth a check, only an answer in its place. */
    private void check(Line line, Arrival arrival) {
        if (!arrival.expired(setup.clock().monotonicNanos())) {
            if (sound(arrival.from(), line, arrival.bundle())) {
                takers.bundle(arrival);
            } else {
                line.pending.giveBack(arrival.bundle().encoded().length());
                arrival.taken().run();
            }
            return;
        }
        line.pending.giveBack(arrival.bundle().encoded().length());
        takers.bundle(new Arrival(arrival.from(), arrival.bundle(), null, arrival.deadline(), arrival.taken()));
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
        ClientWire.Query header = ClientWire.Query.parseFrom(Wire.wrap(frame.header()));
        RoleView now = role.get();
        boolean follows = now.role() == Role.FOLLOWER && now.leader() != 0;
        if (!now.leads() && !(header.getAnywhere() && follows)) {
            refuse(client, header, new Wire.Refusal(ErrorCode.NOT_LEADER, "", now.leader(), true));
            return;
        }
        Bytes query = frame.joinedPayload();
        Line line = lines.computeIfAbsent(client, this::open);
        if (!line.reads.take(1)) {
            refuse(client, header, bounds.relief().busy("too many reads wait"));
            return;
        }
        if (!line.pending.take(query.length())) {
            line.reads.giveBack(1);
            refuse(client, header, bounds.relief().busy("too much is pending"));
            return;
        }
        takers.query(new ReadGate.Waiting(
                client, header.getId(), query, deadline(header.getPatienceMillis()), line.pending, line.reads));
    }

    private void refuse(ClientConnection client, ClientWire.Query query, Wire.Refusal why) {
        client.send(Wire.noAnswer(setup.context().group(), query.getId(), why));
    }

    private void admin(ClientConnection client, ClientWire.AdminRequest asked) throws MalformedException {
        AdminRequest request = Wire.adminRequest(asked);
        RoleView now = role.get();
        int group = setup.context().group();
        if (!client.admin()) {
            AdminOutcome no = new AdminOutcome.Refused(ErrorCode.WRONG_IDENTITY, "this key is not an administrator's");
            client.send(Wire.adminReply(group, asked.getId(), now, no));
        } else if (!now.leads()) {
            AdminOutcome no = new AdminOutcome.Refused(ErrorCode.NOT_LEADER, "");
            client.send(Wire.adminReply(group, asked.getId(), now, no));
        } else {
            takers.admin(client, asked.getId(), request);
        }
    }
}
