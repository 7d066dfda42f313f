package io.concordat.replica;

import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.crypto.EnvelopeGate;
import io.concordat.crypto.RememberingVerifier;
import io.concordat.crypto.Signer;
import io.concordat.crypto.Verifier;
import io.concordat.machine.GroupMachine;
import io.concordat.protocol.Attestation;
import io.concordat.protocol.Event;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.Relevance;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import io.concordat.runtime.Budget;
import io.concordat.runtime.HostRuntime;
import io.concordat.runtime.Invariant;
import io.concordat.snapshot.LoadedSnapshot;
import io.concordat.snapshot.Pace;
import io.concordat.snapshot.SnapshotCodec;
import io.concordat.snapshot.SnapshotInstalls;
import io.concordat.snapshot.SnapshotSchedule;
import io.concordat.snapshot.SnapshotServer;
import io.concordat.snapshot.SnapshotTaking;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Puts a replica's stages together; each knows its neighbours only through what it is given here. */
final class ReplicaParts {
    /** Bundles for whose commands receipts are given. */
    private static final int REMEMBERED_RUNS = 4_096;

    private final GroupHome home;
    private final HostSetup setup;
    private final Limits limits;
    private final HostRuntime runtime;
    private final Enrolled enrolled;
    private final Verifier verifier;
    private final Verifier remembering;
    private final Routes routes;
    private final Admission.Bounds bounds;
    private final PendingReplies pending;
    private final ReadGate reads;
    private final Pauses pauses;
    private final Relevance relevance;

    /** {@code relevance}: of what peers send. */
    ReplicaParts(GroupHome home, Relevance relevance) {
        this.home = home;
        this.relevance = relevance;
        this.setup = home.setup();
        this.limits = setup.limits();
        this.runtime = setup.runtime();
        this.enrolled = new Enrolled(setup.genesis(), home.opened().configurations());
        this.verifier = home.meters().counting(setup.verifier());
        this.remembering = new RememberingVerifier(verifier);
        this.routes = new Routes(limits);
        Budget bytes = new Budget(limits.pendingBytes());
        this.bounds = new Admission.Bounds(
                bytes, new Budget(limits.receivingBytes()), new Budget(limits.pendingReads()), new Relief(bytes));
        this.pending = new PendingReplies(home.context().group(), limits, routes, bounds.relief());
        this.pauses = new Pauses(runtime.clock());
        this.reads = new ReadGate(home.context().group(), bounds.relief());
    }

    Admission.Bounds bounds() {
        return bounds;
    }

    private boolean proves() {
        return setup.protocol().proofs().certifies();
    }

    private ProofDesk proofs(Applier applier) {
        return new ProofDesk(home, applier, proves() ? home.meters().counting(setup.signer()) : null);
    }

    /** Whether clients ask every member, and not the leader alone. */
    boolean everyMember() {
        return setup.protocol().replies().everyMember();
    }

    Batcher batcher() {
        return new Batcher(limits.batchBytes());
    }

    PendingReplies pending() {
        return pending;
    }

    ReadGate reads() {
        return reads;
    }

    Pauses pauses() {
        return pauses;
    }

    Cursors cursors() {
        LoadedSnapshot from = home.restored();
        return new Cursors(
                home.opened().tail().index(),
                from == null ? 0 : from.manifest().index(),
                !setup.protocol().promises().logsPrecedeCommitment());
    }

    Outbox outbox() {
        Signer signer = setup.signing() ? home.meters().counting(setup.signer()) : null;
        return new Outbox(home.context(), setup.self(), signer, home.lives(), setup.transport(), runtime.pool());
    }

    /** {@code tell} hears of own snapshots, in the pool. */
    Applier applier(Supplier<RoleView> role, Applier.Progress progress, Consumer<Event> tell) {
        LoadedSnapshot from = home.restored();
        GroupMachine machine = from == null
                ? new GroupMachine(home.context(), limits, home.group().machine())
                : restore(from);
        SnapshotTaking taking = new SnapshotTaking(
                home.store(),
                runtime.pool(),
                home.readLoop(),
                runtime.clock(),
                setup.settings(),
                new SnapshotTaking.Told() {
                    @Override
                    public void taken(SnapshotMark mark) {
                        tell.accept(new Event.SnapshotReady(mark));
                    }

                    @Override
                    public void failed(String reason) {
                        tell.accept(new Event.SnapshotRefused(reason));
                    }
                });
        Pace since = from == null ? Pace.NONE : from.manifest().pace();
        SnapshotSchedule schedule =
                new SnapshotSchedule(setup.settings(), setup.protocol().snapshotStride(setup.settings()), since);
        boolean wanted = setup.protocol().compacts();
        Applier.Stage stage = new Applier.Stage(
                home.context().group(),
                machine,
                this::restore,
                new DueSnapshots(
                        schedule,
                        taking,
                        setup.genesis(),
                        wanted,
                        from == null ? LogTail.EMPTY : from.manifest().id().place()),
                new ExecutedRuns(proves() ? REMEMBERED_RUNS : 0),
                runtime.clock(),
                pauses);
        Applier.Place place = new Applier.Place(
                () -> role.get().leader(), () -> everyMember() || role.get().leads());
        return new Applier(stage, home.applyLoop(), routes, place, progress);
    }

    private GroupMachine restore(LoadedSnapshot from) {
        try {
            GroupMachine machine =
                    GroupMachine.restore(home.context(), limits, home.group().machine(), from.state(), from.own());
            Invariant.check(
                    machine.appliedIndex() == from.manifest().index(),
                    "a snapshot at %d holds the state at %d",
                    from.manifest().index(),
                    machine.appliedIndex());
            return machine;
        } catch (MalformedException | IOException e) {
            throw new Invariant.Violation("a verified snapshot cannot be restored: " + e.getMessage());
        }
    }

    SnapshotDesk snapshots(Applier applier, Cursors cursors, SnapshotInstalls.Home ports, Consumer<Event> tell) {
        SnapshotServer server = new SnapshotServer(home.store(), runtime.pool(), runtime.clock(), ports.sender());
        long rate = setup.settings().bytes("snapshot.transfer-rate", "64MiB");
        SnapshotInstalls installs = new SnapshotInstalls(home.store(), rate, ports, new SnapshotInstalls.Told() {
            @Override
            public void ready(SnapshotMark mark) {
                tell.accept(new Event.SnapshotReady(mark));
            }

            @Override
            public void failed(SnapshotId id, boolean disproved, String reason) {
                tell.accept(new Event.SnapshotFailed(id, disproved, reason));
            }
        });
        return new SnapshotDesk(
                new SnapshotDesk.Home(home.store(), server, installs, runtime.pool(), applier, cursors, tell),
                home.opened().snapshot(),
                home.opened().firstIndex());
    }

    PeerInbox peers(PeerInbox.Taker taker) {
        Attestation attestation =
                new Attestation(home.context(), remembering, enrolled::memberKey, enrolled::client, setup.signing());
        EnvelopeGate gate = new EnvelopeGate(
                setup.signing(), verifier, new SnapshotCodec(setup.protocol().codec(attestation)), limits, relevance);
        return new PeerInbox(
                new PeerInbox.Setup(
                        home.context(),
                        setup.self(),
                        gate,
                        enrolled,
                        home.lives(),
                        runtime.clock(),
                        runtime.pool(),
                        Math.max(limits.peerWindowBytes(), 2L * limits.peerFrameBytes()),
                        setup.facts()::refused),
                taker);
    }

    Admission clients(Supplier<RoleView> role, Applier applier, Admission.Takers takers) {
        return new Admission(
                new Admission.Setup(
                        home.context(),
                        setup.signing(),
                        everyMember() ? remembering : verifier,
                        enrolled,
                        limits,
                        everyMember(),
                        proofs(applier),
                        runtime.clock(),
                        runtime.pool()),
                role,
                takers,
                bounds);
    }
}
