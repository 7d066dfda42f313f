package io.concordat.replica;

import io.concordat.error.ErrorCode;
import io.concordat.log.GroupContext;
import io.concordat.net.ClientConnection;
import io.concordat.net.ClientReceiver;
import io.concordat.net.Frame;
import io.concordat.net.Lane;
import io.concordat.net.PeerHello;
import io.concordat.net.PeerReceiver;
import io.concordat.protocol.Event;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.RecordOp;
import io.concordat.record.Completion;
import io.concordat.record.Lineage;
import io.concordat.record.LogSetup;
import io.concordat.record.LogWriter;
import io.concordat.record.OpenedLog;
import io.concordat.record.SeenLife;
import io.concordat.record.StorageException;
import io.concordat.runtime.HostRuntime;
import io.concordat.runtime.Loop;
import io.concordat.snapshot.LoadedSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's groups: opens their logs, runs a replica for each, and routes what comes from the wire. The same in
 * production and in the simulator. Thread-safe.
 */
public final class ReplicaHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaHost.class);

    private final HostSetup setup;
    private final LogWriter writer;
    private final Lives lives;
    private final SpaceWatch space;
    private final TreeMap<Integer, Replica> replicas = new TreeMap<>();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();

    private ReplicaHost(HostSetup setup, List<OpenedGroup> groups, long incarnation) {
        this.setup = setup;
        HostRuntime runtime = setup.runtime();
        Loop readLoop = runtime.newLoop("log-read");
        this.writer = new LogWriter(runtime.newLoop("log"), setup.disk(), runtime.clock());
        Lineage lineage = groups.stream()
                .map(g -> g.log().log().lineage())
                .max(Comparator.comparingLong(Lineage::boot))
                .orElseThrow(() -> new IllegalArgumentException("a node without groups"));
        List<SeenLife> met =
                groups.stream().flatMap(g -> g.log().log().met().stream()).toList();
        this.lives = new Lives(incarnation, lineage, met);
        this.space = new SpaceWatch(setup.disk(), readLoop, runtime.pool(), full -> replicas.values()
                .forEach(r -> r.tell(new Event.DiskSpace(full))));
        Meters meters = new Meters();
        for (int i = 0; i < groups.size(); i++) {
            HostSetup.HostedGroup group = setup.groups().get(i);
            GroupHome home = new GroupHome(
                    setup,
                    group,
                    context(setup, group),
                    groups.get(i).log(),
                    groups.get(i).store(),
                    groups.get(i).restored(),
                    writer,
                    runtime.newLoop("group-" + group.name()),
                    runtime.newLoop("apply-" + group.name()),
                    readLoop,
                    lives,
                    meters,
                    this::fail);
            Protocol protocol = protocol(home, groups.get(i).ownWords());
            ReplicaParts parts = new ReplicaParts(home, protocol.relevance());
            replicas.put(group.id(), new Replica(home, protocol, parts));
        }
    }

    /**
     * Opens every group's log, starts the replicas and then the transport. Blocks while the logs are read. The host
     * owns disk and transport from here on and closes both; after {@code StartRefused} they are the caller's again.
     */
    public static ReplicaHost start(HostSetup setup) throws StartRefused {
        List<OpenedGroup> opened = new ArrayList<>();
        // Never 0: that means "unknown" on the wire.
        long incarnation = setup.runtime().random().nextLong() | 1;
        for (HostSetup.HostedGroup group : setup.groups()) {
            try {
                opened.add(OpenedGroup.open(
                        new LogSetup(
                                        setup.disk(),
                                        context(setup, group),
                                        setup.genesis(),
                                        setup.self(),
                                        setup.limits(),
                                        true)
                                .as(incarnation),
                        setup.protocol()));
            } catch (StorageException e) {
                throw new StartRefused(e.code(), "group " + group.name() + ": " + e.getMessage(), e);
            }
        }
        ReplicaHost host;
        try {
            host = new ReplicaHost(setup, opened, incarnation);
        } catch (IllegalArgumentException e) {
            throw new StartRefused(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        host.replicas.values().forEach(Replica::start);
        host.space.start();
        try {
            setup.transport().start(host.new FromPeers(), host.new FromClients());
        } catch (RuntimeException e) {
            // A port that is taken: the caller keeps disk and transport, and nothing of ours may go on ticking.
            host.space.stop();
            host.replicas.values().forEach(r -> r.stop(ErrorCode.LEADERSHIP_LOST, "never started", () -> {}));
            throw e;
        }
        return host;
    }

    private static GroupContext context(HostSetup setup, HostSetup.HostedGroup group) {
        return new GroupContext(setup.cluster(), group.id(), setup.genesis().epoch());
    }

    private Protocol protocol(GroupHome home, List<RecordOp.Put> ownWords) {
        OpenedLog log = home.opened();
        LoadedSnapshot from = home.restored();
        return setup.protocol()
                .start(new ProtocolStart(
                        setup.self(),
                        home.context(),
                        log.hardState(),
                        log.recovery(),
                        log.boundary(),
                        from == null ? null : from.manifest().mark(),
                        log.tail(),
                        log.terms(),
                        log.configurations(),
                        log.lastProposedNanos(),
                        lives.incarnation(),
                        1,
                        setup.settings(),
                        setup.limits(),
                        setup.runtime().random().split(),
                        home.meters().counting(setup.signer()),
                        ownWords));
    }

    /** What stops one group stops all: they share the disk, and a broken invariant is not contained by a group. */
    private void fail(String reason) {
        if (!failed.compareAndSet(false, true)) {
            return;
        }
        LOG.error("node {} stops: {}", setup.self(), reason);
        space.stop();
        replicas.values().forEach(r -> r.stop(ErrorCode.STORAGE_FAILED, reason, () -> {}));
        setup.facts().failed(reason);
    }

    /**
     * Stops cleanly: hands over what it leads, takes nothing new, answers what is pending as unknown, syncs and closes
     * the log, transport and disk, then runs {@code done}. Never blocks.
     */
    public void stop(Runnable done) {
        if (!leaving.compareAndSet(false, true)) {
            done.run();
            return;
        }
        AtomicInteger leads = new AtomicInteger(replicas.size());
        replicas.values()
                .forEach(r -> r.handOver(() -> {
                    if (leads.decrementAndGet() == 0) {
                        stopping.set(true);
                        stopNow(done);
                    }
                }));
    }

    private void stopNow(Runnable done) {
        space.stop();
        AtomicInteger left = new AtomicInteger(replicas.size());
        Runnable stopped = () -> {
            if (left.decrementAndGet() == 0) {
                writer.close(new Completion() {
                    @Override
                    public void done() {
                        release(done);
                    }

                    @Override
                    public void failed(String reason) {
                        LOG.warn("the log could not be closed cleanly: {}", reason);
                        release(done);
                    }
                });
            }
        };
        replicas.values().forEach(r -> r.stop(ErrorCode.LEADERSHIP_LOST, "the node is stopping", stopped));
    }

    private void release(Runnable done) {
        try {
            setup.transport().close();
            setup.disk().close();
        } catch (IOException e) {
            LOG.warn("the disk could not be closed cleanly", e);
        } finally {
            done.run();
        }
    }

    /** As {@link #stop}, and waits for it. Not for loops and I/O threads. */
    @Override
    public void close() {
        CountDownLatch closed = new CountDownLatch(1);
        stop(closed::countDown);
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class FromPeers implements PeerReceiver {
        @Override
        public PeerHello hello(int node) {
            return lives.helloTo(node);
        }

        @Override
        public void connected(int node, PeerHello theirs) {
            String doubt = lives.met(node, theirs);
            for (Replica replica : replicas.values()) {
                if (doubt != null) {
                    replica.doubt(doubt);
                }
                replica.met(new SeenLife(node, theirs.bootCounter(), theirs.incarnation()));
                replica.tell(new Event.PeerConnected(node, theirs.incarnation(), theirs.bootCounter()));
            }
        }

        @Override
        public void disconnected(int node, boolean reset) {
            replicas.values().forEach(r -> r.tell(new Event.PeerUnreachable(node, reset)));
        }

        @Override
        public void received(int node, Lane lane, Frame frame, Flow flow) {
            Replica replica = replicas.get(frame.group());
            if (replica != null && !stopping.get()) {
                replica.peers().received(node, lane, frame, flow);
            }
        }
    }

    private final class FromClients implements ClientReceiver {
        @Override
        public void opened(ClientConnection client) {}

        @Override
        public void received(ClientConnection client, Frame frame) {
            Replica replica = replicas.get(frame.group());
            if (replica == null) {
                client.close(ErrorCode.MALFORMED + ": this node hosts no group " + frame.group());
            } else if (!stopping.get()) {
                replica.clients().received(client, frame);
            }
        }

        @Override
        public void closed(ClientConnection client) {
            replicas.values().forEach(r -> r.clients().closed(client));
        }
    }
}
