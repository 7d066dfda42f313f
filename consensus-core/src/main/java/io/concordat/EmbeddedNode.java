package io.concordat;

import io.concordat.api.Group;
import io.concordat.api.Node;
import io.concordat.api.StateMachine;
import io.concordat.client.ClientGroup;
import io.concordat.client.ClientSetup;
import io.concordat.client.ClientTimeouts;
import io.concordat.client.ClusterClient;
import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.crypto.Ed25519Signer;
import io.concordat.crypto.Ed25519Verifier;
import io.concordat.net.InProcessNetwork;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.record.Disk;
import io.concordat.replica.HostSetup;
import io.concordat.replica.HostSetup.HostedGroup;
import io.concordat.replica.ReplicaHost;
import io.concordat.replica.StartRefused;
import io.concordat.runtime.ThreadRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A group of one inside a program: the same replica as everywhere, and a client that reaches it without a socket. */
final class EmbeddedNode implements Node {
    private final ThreadRuntime runtime;
    private final ReplicaHost host;
    private final ExecutorService callbacks;
    private final List<ClusterClient> clients = new ArrayList<>();
    private final SortedMap<String, Group> groups = new TreeMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What the user asked for. */
    record Wishes(
            ProtocolFactory protocol,
            SortedMap<String, StateMachine> machines,
            Settings settings,
            Limits limits,
            Consumer<String> failed) {}

    private EmbeddedNode(ThreadRuntime runtime, ReplicaHost host) {
        this.runtime = runtime;
        this.host = host;
        // Callbacks are the user's code and may block: they get as many threads as they hold.
        this.callbacks = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "concordat-callback");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** {@code disk} is closed with the node, or when it does not start. */
    static Node start(SoleMember member, Disk disk, Wishes wishes) throws StartRefused {
        ThreadRuntime runtime = new ThreadRuntime("concordat");
        InProcessNetwork network = new InProcessNetwork(wishes.limits().connectionOutboundBytes());
        List<HostedGroup> hosted = new ArrayList<>();
        for (int id = 0; id < member.groups().size(); id++) {
            String name = member.groups().get(id);
            StateMachine machine = wishes.machines().get(name);
            if (machine == null) {
                throw new IllegalStateException("no state machine for the group " + name);
            }
            hosted.add(new HostedGroup(id, name, machine));
        }
        try {
            ReplicaHost host = ReplicaHost.start(new HostSetup(
                    SoleMember.NODE,
                    member.cluster(),
                    member.genesis(),
                    true,
                    wishes.settings(),
                    wishes.limits(),
                    wishes.protocol(),
                    hosted,
                    disk,
                    network.transport(SoleMember.NODE, runtime.newLoop("wire")),
                    runtime,
                    new Ed25519Signer(member.nodeSeed()),
                    new Ed25519Verifier(),
                    new Facts(wishes.failed())));
            EmbeddedNode node = new EmbeddedNode(runtime, host);
            hosted.forEach(group -> node.connect(member, network, group, wishes));
            return node;
        } catch (StartRefused | RuntimeException e) {
            try {
                disk.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            runtime.close();
            throw e;
        }
    }

    private void connect(SoleMember member, InProcessNetwork network, HostedGroup group, Wishes wishes) {
        Ed25519Signer signer = new Ed25519Signer(member.clientSeed());
        ClusterClient client = new ClusterClient(new ClientSetup(
                member.cluster(),
                group.id(),
                List.of(SoleMember.NODE),
                signer.publicKey(),
                signer,
                network.dialer(signer.publicKey(), true, runtime.newLoop("client-wire")),
                runtime,
                callbacks,
                wishes.limits(),
                ClientTimeouts.DEFAULTS));
        clients.add(client);
        Duration timeout = Duration.ofNanos(wishes.settings().durationNanos("client.timeout", "10s"));
        Duration session = Duration.ofNanos(wishes.settings().durationNanos("client.session", "60s"));
        groups.put(group.name(), new ClientGroup(group.name(), client, session, timeout));
    }

    @Override
    public int id() {
        return SoleMember.NODE;
    }

    @Override
    public Group group(String name) {
        Group group = groups.get(name);
        if (group == null) {
            throw new IllegalArgumentException("no group '" + name + "'; there are " + groups.keySet());
        }
        return group;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            clients.forEach(ClusterClient::close);
            host.close();
            runtime.close();
            callbacks.shutdown();
        }
    }

    private record Facts(Consumer<String> listener) implements HostSetup.NodeFacts {
        @Override
        public double cpuSeconds() {
            return ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .map(time -> time.toNanos() / 1e9)
                    .orElse(0.0);
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
            listener.accept(reason);
        }
    }
}
