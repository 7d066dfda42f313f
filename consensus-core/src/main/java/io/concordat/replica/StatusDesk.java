package io.concordat.replica;

import io.concordat.machine.FrozenGroup;
import io.concordat.net.ClientConnection;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.wire.ClientWire.StatusReply;
import io.concordat.net.wire.ClientWire.StatusRequest;
import io.concordat.protocol.ProtocolStatus;
import io.concordat.record.LogWriter;
import io.concordat.runtime.Budget;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells what this replica is and does. Hashing the state happens in the pool, on a frozen view. */
final class StatusDesk {
    private static final int MOST_WAITING = 256;
    private static final long MOST_WAIT_MILLIS = 60_000;

    private final GroupHome home;
    private final Applier applier;
    private final SnapshotDesk snapshots;
    private final Pauses pauses;
    private final Admission.Bounds bounds;
    private final Executor pool;
    private final OnLoop loop;
    private final Budget waiting = new Budget(MOST_WAITING);

    /** Runs {@code use} on the replica's loop with the protocol's status. */
    interface OnLoop {
        void withStatus(Consumer<ProtocolStatus> use);
    }

    StatusDesk(
            GroupHome home,
            Applier applier,
            SnapshotDesk snapshots,
            Pauses pauses,
            Admission.Bounds bounds,
            OnLoop loop) {
        this.home = home;
        this.applier = applier;
        this.snapshots = snapshots;
        this.pauses = pauses;
        this.bounds = bounds;
        this.pool = home.setup().runtime().pool();
        this.loop = loop;
    }

    /** Any thread. Over the bound the request is answered at once, without a state hash. */
    void requested(ClientConnection from, StatusRequest request) {
        if (!waiting.take(1)) {
            loop.withStatus(s -> send(from, request.getId(), s, null));
            return;
        }
        long wait = Math.min(Integer.toUnsignedLong(request.getWaitMillis()), MOST_WAIT_MILLIS);
        applier.freezeAt(request.getAtIndex(), wait * 1_000_000, frozen -> {
            waiting.giveBack(1);
            loop.withStatus(s -> pool.execute(() -> send(from, request.getId(), s, frozen)));
        });
    }

    private void send(ClientConnection to, long id, ProtocolStatus status, @Nullable FrozenGroup frozen) {
        LogWriter writer = home.writer();
        StatusReply.Builder reply = StatusReply.newBuilder()
                .setId(id)
                .setNode(home.setup().self())
                .setGroup(home.group().name())
                .setProtocol(home.setup().protocol().name())
                .setRole(status.role().name().toLowerCase(Locale.ROOT))
                .setTerm(status.term())
                .setEpoch(status.epoch())
                .setLeader(status.leader())
                .setRecovery(status.recovery())
                .setCommitIndex(status.commitIndex())
                .setLastIndex(status.lastIndex())
                .setSnapshotIndex(snapshots.snapshotIndex())
                .setFirstIndex(snapshots.firstIndex())
                .setAppliedIndex(applier.applied())
                .setCpuSeconds(home.setup().facts().cpuSeconds())
                .setTls(home.setup().facts().tls())
                .setSigned(home.setup().signing())
                .setSync(home.setup().facts().sync())
                .setSyncs(writer.syncs())
                .setSyncMicrosP50(writer.syncMicrosP50())
                .setSignatures(home.meters().signatures())
                .setVerifications(home.meters().verifications())
                .setLongestPauseMillis(pauses.longestMillis())
                .setBatches(applier.batches())
                .setCommands(applier.commands())
                .setBusy(bounds.relief().busyCount())
                .setExpired(bounds.relief().expiredCount())
                .setPendingBytes(bounds.held());
        if (frozen != null) {
            reply.setStateHash(Wire.wrap(frozen.root().bytes())).setStateIndex(frozen.index());
        }
        to.send(new Frame(
                FrameKind.STATUS_REPLY, home.context().group(), Wire.bytes(reply.build()), java.util.List.of()));
    }

    /** The protocol's status where only its supplier is at hand. */
    static OnLoop of(Consumer<Runnable> post, Supplier<ProtocolStatus> status) {
        return use -> post.accept(() -> use.accept(status.get()));
    }
}
