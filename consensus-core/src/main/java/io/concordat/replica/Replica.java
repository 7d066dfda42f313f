package io.concordat.replica;

import io.concordat.error.ErrorCode;
import io.concordat.log.LogEntry;
import io.concordat.net.ClientConnection;
import io.concordat.net.wire.ClientWire;
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.AdminRequest;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Effects;
import io.concordat.protocol.Event;
import io.concordat.protocol.Message;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolStatus;
import io.concordat.protocol.Role;
import io.concordat.record.LogWriter;
import io.concordat.record.SeenLife;
import io.concordat.runtime.Clock;
import io.concordat.runtime.Loop;
import io.concordat.snapshot.SnapshotInstalls;
import io.concordat.snapshot.SnapshotMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One member of one group: its loop takes what happens, steps the protocol, and carries out what that asks for.
 * Methods that say so are for any thread; everything else is confined to the loop.
 */
final class Replica {
    private static final long TICK_NANOS = 10_000_000;
    private static final long LONGEST_HANDOVER_NANOS = 5_000_000_000L; // a protocol answers long before
    private final GroupHome home;
    private final Clock clock;
    private final Loop loop;
    private final Protocol protocol;
    private final LostMemory lost;
    private final Effects effects = new Effects();
    private final Mailbox mailbox;
    private final AdminDesk admin = new AdminDesk();
    private final ReadGate reads;
    private final Cursors cursors;
    private final Outbox outbox;
    private final Pauses pauses;
    private final Applier applier;
    private final SnapshotDesk snapshots;
    private final EffectRunner runner;
    private final StatusDesk status;
    private final PeerInbox peers;
    private final Admission clients;
    private final boolean everyMember;
    private final Proposals proposals;
    private volatile RoleView role;
    private volatile boolean stopped;
    private boolean answered;
    private long now;
    private volatile long tickDue;

    Replica(GroupHome home, Protocol protocol, ReplicaParts parts) {
        this.home = home;
        this.protocol = protocol;
        this.clock = home.setup().runtime().clock();
        this.loop = home.loop();
        this.now = clock.monotonicNanos();
        this.mailbox = new Mailbox(loop, this::afterInputs);
        ProtocolStatus first = protocol.status();
        this.role = new RoleView(first.role(), first.term(), first.leader());
        this.lost = new LostMemory(home, protocol);
        this.everyMember = parts.everyMember();
        this.reads = parts.reads();
        this.cursors = parts.cursors();
        this.outbox = parts.outbox();
        this.pauses = parts.pauses();
        this.applier = parts.applier(() -> role, new FromApplier(), this::tell);
        this.snapshots = parts.snapshots(
                applier,
                cursors,
                new SnapshotInstalls.Home(
                        clock,
                        home.setup().runtime().pool(),
                        loop,
                        this::post,
                        (to, message) -> post(() -> outbox.send(to, message, 0))),
                this::tell);
        this.runner = new EffectRunner(
                new EffectRunner.Stages(
                        outbox,
                        home.writer(),
                        home.opened().log(),
                        new FromWriter(),
                        cursors,
                        applier,
                        reads,
                        home.readLoop(),
                        snapshots),
                new FromProtocol());
        this.status = new StatusDesk(
                home, applier, snapshots, pauses, parts.bounds(), StatusDesk.of(mailbox::post, protocol::status));
        this.peers = parts.peers((sender, message, taken) -> postHere(() -> received(sender, message, taken)));
        this.proposals = new Proposals(
                new Proposals.Stages(parts.batcher(), parts.pending(), protocol, clock),
                everyMember,
                () -> role,
                new Proposals.Stepper() {
                    @Override
                    public long step(Event event) {
                        return Replica.this.step(event);
                    }

                    @Override
                    public void tell(Event event) {
                        Replica.this.tell(event);
                    }
                });
        this.clients = parts.clients(() -> role, applier, new FromClients());
    }

    /** Begins to tick. */
    void start() {
        tickDue = clock.monotonicNanos() + TICK_NANOS;
        loop.schedule(TICK_NANOS, this::tick);
    }

    /** For any thread. */
    PeerInbox peers() {
        return peers;
    }

    /** For any thread. */
    Admission clients() {
        return clients;
    }

    /** Tells the protocol of something that happened outside. Any thread. */
    void tell(Event event) {
        post(() -> {
            step(event);
            proposals.happened(event);
        });
    }

    /** Stops for good and answers what is pending; {@code then} runs on the loop afterwards. Any thread. */
    void stop(ErrorCode code, String reason, Runnable then) {
        outbox.stop();
        mailbox.post(() -> {
            stopped = true;
            if (!answered) {
                answered = true;
                applier.stop();
                Wire.Refusal unknown = new Wire.Refusal(code, reason, 0, false);
                proposals.stop(unknown);
                admin.stop(code, reason);
                reads.refuseAll(unknown);
            }
            then.run();
        });
    }

    /** Hands leadership over, if it is here; {@code then} runs once it is elsewhere, or does not move. Any thread. */
    void handOver(Runnable then) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        CompletableFuture<Void> unused = over.thenRun(then);
        mailbox.post(() -> {
            if (stopped || !role.leads()) {
                over.complete(null);
                return;
            }
            loop.schedule(LONGEST_HANDOVER_NANOS, () -> over.complete(null));
            guarded(() -> wish(new AdminRequest.TransferLeadership(0), outcome -> over.complete(null)));
        });
    }

    private void wish(AdminRequest request, Consumer<AdminOutcome> asker) {
        admin.open(asker, id -> step(new Event.AdminRequested(id, request)));
    }

    /** A peer remembers a later life of ours than the disk does. Any thread. */
    void doubt(String reason) {
        post(() -> doubted(reason));
    }

    /** A peer has shown itself: this replica can tell it one day that its disk was put back. Any thread. */
    void met(SeenLife life) {
        home.writer().met(home.opened().log(), life);
    }

    private void tick() {
        if (!stopped) {
            long due = tickDue;
            post(() -> {
                pauses.since(due);
                step(new Event.Tick());
                home.writer().hurry();
                proposals.tick(now);
            });
            tickDue = clock.monotonicNanos() + TICK_NANOS;
            loop.schedule(TICK_NANOS, this::tick);
        }
    }

    /** An input that fails, however it fails, stops the node: nobody may go on with a broken invariant. */
    private void post(Runnable input) {
        mailbox.post(() -> guarded(input));
    }

    /** From verification lanes, the log writer and the applier, none of which holds a lock then. */
    private void postHere(Runnable input) {
        mailbox.postHere(() -> guarded(input));
    }

    private void guarded(Runnable input) {
        if (stopped) {
            return;
        }
        try {
            input.run();
        } catch (Throwable e) {
            failed(e);
        }
    }

    private void failed(Throwable cause) {
        stopped = true;
        outbox.stop();
        home.failed().accept("group " + home.group().name() + ": " + cause);
        throwIfHopeless(cause);
    }

    private static void throwIfHopeless(Throwable cause) {
        if (cause instanceof VirtualMachineError hopeless) {
            throw hopeless;
        }
    }

    private long step(Event event) {
        now = Math.max(now, clock.monotonicNanos());
        effects.clear();
        protocol.step(now, event, effects);
        long ioSeq = runner.run(effects.list());
        lost.stepped();
        return ioSeq;
    }

    private void doubted(String reason) {
        lost.doubted();
        step(new Event.MemoryDoubted(reason));
        lost.settle();
    }

    private void received(int sender, Message message, Runnable taken) {
        taken.run();
        if (message instanceof SnapshotMessage piece) {
            snapshots.received(sender, piece);
        } else {
            step(new Event.Received(sender, message));
        }
    }

    /** Once per drain of the mailbox. */
    private void afterInputs() {
        guarded(() -> {
            proposals.next(now);
            Long round = reads.nextRound(now);
            while (round != null) {
                step(new Event.ReadRequested(round));
                round = reads.nextRound(now);
            }
        });
    }

    private final class FromProtocol implements EffectRunner.Answers {
        @Override
        public void accepted(Effect.Accepted accepted) {
            proposals.accepted(accepted);
        }

        @Override
        public void refused(long proposalId) {
            proposals.refused(proposalId);
        }

        @Override
        public void intake(Effect.Intake intake) {
            proposals.intake(intake);
        }

        @Override
        public void adminDone(Effect.AdminDone done) {
            admin.done(done);
        }

        @Override
        public void roleChanged(Effect.RoleChanged change) {
            RoleView before = role;
            role = new RoleView(change.role(), change.term(), change.leader());
            if (role.role() == Role.RECOVERY && before.role() != Role.RECOVERY) {
                lost.noticed();
            }
            proposals.roleChanged(before);
            if (before.leads() && !role.leads()) {
                reads.refuseAll(new Wire.Refusal(ErrorCode.NOT_LEADER, "", change.leader(), true));
            }
        }

        @Override
        public void tell(Event event) {
            Replica.this.tell(event);
        }

        @Override
        public int leader() {
            return role.leader();
        }

        @Override
        public void failed(String reason) {
            outbox.stop();
            home.failed().accept("group " + home.group().name() + ": " + reason);
        }
    }

    /** On the log writer's loop. */
    private final class FromWriter implements LogWriter.Listener {
        @Override
        public void written(long ioSeq) {
            outbox.durable(ioSeq);
            postHere(() -> {
                cursors.written(ioSeq);
                snapshots.written(ioSeq);
                proposals.written(ioSeq);
                step(new Event.WriteDone(ioSeq));
            });
        }

        @Override
        public void failed(long ioSeq, String reason) {
            outbox.stop();
            post(() -> step(new Event.WriteFailed(ioSeq, reason)));
            home.failed().accept("group " + home.group().name() + ": write " + ioSeq + " failed: " + reason);
        }
    }

    /** On the applying loop. */
    private final class FromApplier implements Applier.Progress {
        @Override
        public void applied(long index, long nextDeadline, List<LogEntry> entries) {
            postHere(() -> {
                proposals.applied(index, nextDeadline, entries);
                step(new Event.Applied(index));
            });
        }

        @Override
        public void answered(ReadGate.Waiting query) {
            reads.settled(query);
        }

        @Override
        public void failed(Throwable cause) {
            outbox.stop();
            home.failed().accept("group " + home.group().name() + ": " + cause);
            throwIfHopeless(cause);
        }
    }

    /** In verification lanes. */
    private final class FromClients implements Admission.Takers {
        @Override
        public void bundle(Arrival arrival) {
            postHere(() -> proposals.bundle(arrival, now));
        }

        @Override
        public void admin(ClientConnection from, long id, AdminRequest request) {
            postHere(() -> wish(
                    request, outcome -> from.send(Wire.adminReply(home.group().id(), id, role, outcome))));
        }

        @Override
        public void query(ReadGate.Waiting query) {
            postHere(() -> reads.add(query));
        }

        @Override
        public void status(ClientConnection from, ClientWire.StatusRequest request) {
            status.requested(from, request);
        }

        @Override
        public void closed(ClientConnection connection) {
            post(() -> proposals.closed(connection));
        }
    }
}
