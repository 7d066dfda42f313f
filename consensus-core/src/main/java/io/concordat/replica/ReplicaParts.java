package io.concordat.replica;

import io.concordat.config.Limits;
import io.concordat.crypto.EnvelopeGate;
import io.concordat.crypto.Signer;
import io.concordat.crypto.Verifier;
import io.concordat.machine.GroupMachine;
import io.concordat.runtime.HostRuntime;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Puts a replica's stages together; each knows its neighbours only through what it is given here. */
final class ReplicaParts {
    private final GroupHome home;
    private final HostSetup setup;
    private final Limits limits;
    private final HostRuntime runtime;
    private final Enrolled enrolled;
    private final Verifier verifier;
    private final Routes routes = new Routes();
    private final Budget bytes;
    private final Budget readCount;
    private final PendingReplies pending;
    private final ReadGate reads;

    ReplicaParts(GroupHome home) {
        this.home = home;
        this.setup = home.setup();
        this.limits = setup.limits();
        this.runtime = setup.runtime();
        this.enrolled = new Enrolled(setup.genesis(), home.opened().configurations());
        this.verifier = home.meters().counting(setup.verifier());
        this.bytes = new Budget(limits.pendingBytes());
        this.readCount = new Budget(limits.pendingReads());
        this.pending = new PendingReplies(home.context().group(), limits, routes, bytes);
        this.reads = new ReadGate(home.context().group(), readCount, bytes);
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

    Cursors cursors() {
        return new Cursors(home.opened().tail().index(), 0);
    }

    Outbox outbox() {
        Signer signer = setup.signing() ? home.meters().counting(setup.signer()) : null;
        return new Outbox(home.context(), setup.self(), signer, home.lives(), setup.transport(), runtime.pool());
    }

    Applier applier(BooleanSupplier leads, Applier.Progress progress) {
        GroupMachine machine =
                new GroupMachine(home.context(), limits, home.group().machine());
        return new Applier(home.context().group(), machine, home.applyLoop(), routes, leads, progress);
    }

    PeerInbox peers(PeerInbox.Taker taker) {
        EnvelopeGate gate =
                new EnvelopeGate(setup.signing(), verifier, setup.protocol().codec(), limits);
        return new PeerInbox(
                new PeerInbox.Setup(
                        home.context(),
                        setup.self(),
                        gate,
                        enrolled,
                        home.lives(),
                        runtime.clock(),
                        runtime.pool(),
                        Math.max(limits.peerWindowBytes(), 2L * limits.peerFrameBytes())),
                taker);
    }

    Admission clients(Supplier<RoleView> role, Admission.Takers takers) {
        return new Admission(
                new Admission.Setup(
                        home.context(), setup.signing(), verifier, enrolled, limits, runtime.clock(), runtime.pool()),
                role,
                takers,
                bytes,
                readCount);
    }
}
