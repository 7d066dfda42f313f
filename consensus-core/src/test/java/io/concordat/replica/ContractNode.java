package io.concordat.replica;

import io.concordat.api.Command;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.crypto.Ed25519Signer;
import io.concordat.crypto.Ed25519Verifier;
import io.concordat.crypto.Envelope;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.Lane;
import io.concordat.net.PeerHello;
import io.concordat.net.PeerReceiver;
import io.concordat.net.wire.ClientWire;
import io.concordat.protocol.Effect;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.Message;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Role;
import io.concordat.record.InMemoryDisk;
import io.concordat.record.RecordLog;
import io.concordat.record.StorageException;
import io.concordat.runtime.HostRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Node 1 of three, with two groups, a scripted protocol in each, and everything around it in a test's hand. */
public final class ContractNode {
    static final Bytes CLUSTER = Bytes.utf8("contract-cluster");
    static final Ed25519Signer NODE = signer(1);
    static final Ed25519Signer PEER = signer(2);
    static final Ed25519Signer CLIENT = signer(11);
    static final Ed25519Signer OTHER_CLIENT = signer(12);
    static final Membership GENESIS = new Membership(
            1,
            List.of(
                    new Member(1, NODE.publicKey()),
                    new Member(2, PEER.publicKey()),
                    new Member(3, signer(3).publicKey())),
            List.of(CLIENT.publicKey(), OTHER_CLIENT.publicKey()));
    static final GroupContext MAIN = new GroupContext(CLUSTER, 0, 1);
    static final GroupContext SIDE = new GroupContext(CLUSTER, 1, 1);
    private static final PeerReceiver.Flow NO_FLOW = new PeerReceiver.Flow() {
        @Override
        public void pause() {}

        @Override
        public void resume() {}
    };

    /** Where a node runs: threads or virtual time. */
    public interface Stage {
        HostRuntime runtime();

        /** Returns when everything that was set off so far has run its course; ticks go on. */
        void settle();

        void close();
    }

    final Stage stage;
    final CommandedDisk disk;
    final FakeTransport transport = new FakeTransport();
    final ScriptedProtocol.Factory protocols;
    final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    final Echo machine = new Echo();
    final ReplicaHost host;

    ContractNode(Stage stage) {
        this(stage, freshDisk(), Limits.DEFAULTS);
    }

    ContractNode(Stage stage, InMemoryDisk disk, Limits limits) {
        this(stage, disk, limits, "");
    }

    /** {@code recovery} is what the protocols find out when they start. */
    ContractNode(Stage stage, InMemoryDisk disk, Limits limits, String recovery) {
        this.stage = stage;
        this.protocols = new ScriptedProtocol.Factory(recovery);
        this.disk = new CommandedDisk(disk);
        HostSetup setup = new HostSetup(
                1,
                CLUSTER,
                GENESIS,
                true,
                Settings.NONE,
                limits,
                protocols,
                List.of(
                        new HostSetup.HostedGroup(0, "main", machine),
                        new HostSetup.HostedGroup(1, "side", new Echo())),
                this.disk,
                transport,
                stage.runtime(),
                NODE,
                new Ed25519Verifier(),
                new Facts());
        try {
            host = ReplicaHost.start(setup);
        } catch (StartRefused e) {
            throw new AssertionError(e);
        }
        connect(222, 1, 0);
        stage.settle();
    }

    private static Ed25519Signer signer(int which) {
        byte[] seed = new byte[32];
        seed[0] = (byte) which;
        return new Ed25519Signer(Bytes.wrap(seed));
    }

    static InMemoryDisk freshDisk() {
        InMemoryDisk disk = new InMemoryDisk();
        try {
            RecordLog.format(disk, MAIN, GENESIS, 1);
            RecordLog.format(disk, SIDE, GENESIS, 1);
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
        return disk;
    }

    ScriptedProtocol main() {
        return protocols.group(0);
    }

    ScriptedProtocol side() {
        return protocols.group(1);
    }

    void connect(long incarnation, long boot, long lastSeen) {
        transport.peers().connected(2, new PeerHello(incarnation, boot, lastSeen));
    }

    /** Makes the group's protocol emit {@code effects} and lets everything that follows happen. */
    void emit(ScriptedProtocol protocol, Effect... effects) {
        protocol.next(effects);
        // Any event will do; only this group must take it, so it comes as a message to that group alone.
        deliver(protocol, Envelope.seal(route(protocol), ScriptedProtocol.Note.plain("go"), null));
        stage.settle();
    }

    void deliver(ScriptedProtocol protocol, Frame frame) {
        transport.peers().received(2, Lane.CONTROL, frame, NO_FLOW);
    }

    Envelope.Route route(ScriptedProtocol protocol) {
        return new Envelope.Route(
                protocol.start().context(), 2, 222, 1, protocol.start().incarnation());
    }

    Frame sealed(ScriptedProtocol protocol, Message message) {
        return Envelope.seal(route(protocol), message, message.signed() ? PEER : null);
    }

    void lead(ScriptedProtocol protocol) {
        protocol.status(Role.LEADER, 1, 1, "");
        emit(protocol, new Effect.RoleChanged(Role.LEADER, 1, 1));
    }

    static Effect.Send send(String text, long afterSeq) {
        return new Effect.Send(2, ScriptedProtocol.Note.plain(text), afterSeq);
    }

    static Effect.Send sendSigned(String text, long afterSeq) {
        return new Effect.Send(2, ScriptedProtocol.Note.signed(text), afterSeq);
    }

    static LogEntry genesis(ScriptedProtocol protocol) {
        return LogChain.genesis(protocol.start().context(), GENESIS);
    }

    static LogEntry entry(LogEntry previous, long term, Bundle... bundles) {
        return entry(MAIN, previous, term, List.of(bundles));
    }

    static LogEntry entry(GroupContext context, LogEntry previous, long term, List<Bundle> bundles) {
        Batch batch = Batch.of(previous.index() + 1, previous.index(), 0, bundles);
        return LogChain.append(previous.hash(), term, batch, context);
    }

    /** A write that replaces whatever stands from the first entry on. */
    static Effect.Write write(long ioSeq, LogEntry... entries) {
        List<RecordOp> ops = new ArrayList<>();
        ops.add(new RecordOp.Delete(RecordKind.BATCH, entries[0].index(), Long.MAX_VALUE));
        Arrays.stream(entries).forEach(e -> ops.add(RecordOp.Put.of(e)));
        LogEntry last = entries[entries.length - 1];
        return new Effect.Write(new LogWrite(ioSeq, ops, null, new LogTail(last.term(), last.index(), last.hash())));
    }

    static Effect.Apply apply(LogEntry... entries) {
        return new Effect.Apply(List.of(entries));
    }

    /** The wall time of a signing client's session: nonce zero. */
    static Bytes session(Ed25519Signer client) {
        return Bundle.sessionId(client.publicKey(), Bytes.wrap(new byte[16]));
    }

    static Bundle.Identity identity(Ed25519Signer client) {
        return new Bundle.Identity(CLUSTER, 0, session(client), client.publicKey());
    }

    static Bundle open(Ed25519Signer client) {
        return Bundle.open(identity(client), Bytes.wrap(new byte[16]), Long.MAX_VALUE / 4, client::sign);
    }

    static Bundle commands(Ed25519Signer client, long first, String... commands) {
        List<Bytes> bytes = Arrays.stream(commands).map(Bytes::utf8).toList();
        return Bundle.commands(identity(client), first, bytes, 0, 0, client::sign);
    }

    void submit(FakeClient client, Bundle bundle) {
        transport.clients().received(client, Frame.of(FrameKind.BUNDLE, 0, Bytes.EMPTY, bundle.encoded()));
        stage.settle();
    }

    void query(FakeClient client, long id, String query) {
        Bytes header =
                Bytes.wrap(ClientWire.Query.newBuilder().setId(id).build().toByteArray());
        transport.clients().received(client, Frame.of(FrameKind.QUERY, 0, header, Bytes.utf8(query)));
        stage.settle();
    }

    void status(FakeClient client, ClientWire.StatusRequest request) {
        transport
                .clients()
                .received(client, Frame.of(FrameKind.STATUS, 0, Bytes.wrap(request.toByteArray()), Bytes.EMPTY));
        stage.settle();
    }

    /** Answers a command with itself in capitals and a query with the number of commands so far. */
    static final class Echo implements StateMachine {
        private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
        private volatile long deadline = Long.MAX_VALUE;

        List<String> seen() {
            synchronized (seen) {
                return List.copyOf(seen);
            }
        }

        void deadline(long nanos) {
            deadline = nanos;
        }

        @Override
        public Bytes apply(Command command) {
            String text = command.bytes().toUtf8();
            if (text.equals("explode")) {
                throw new IllegalStateException("told to");
            }
            if (text.equals("alarm")) {
                deadline = 1_000;
            }
            if (text.equals("event")) {
                command.emit(command.session(), Bytes.utf8("told"));
            }
            seen.add(text);
            return Bytes.utf8(text.toUpperCase(java.util.Locale.ROOT));
        }

        @Override
        public void expire(io.concordat.api.Expiry due) {
            deadline = Long.MAX_VALUE;
        }

        @Override
        public long nextDeadline() {
            return deadline;
        }

        @Override
        public Bytes query(Query query) {
            return Bytes.utf8(seen.size() + " at " + query.index());
        }
    }

    private final class Facts implements HostSetup.NodeFacts {
        @Override
        public double cpuSeconds() {
            return 1.5;
        }

        @Override
        public boolean tls() {
            return false;
        }

        @Override
        public boolean sync() {
            return true;
        }

        @Override
        public void failed(String reason) {
            failures.add(reason);
        }
    }
}
