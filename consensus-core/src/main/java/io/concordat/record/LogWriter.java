package io.concordat.record;

import io.concordat.protocol.LogWrite;
import io.concordat.protocol.RecordOp;
import io.concordat.record.Drain.Submission;
import io.concordat.runtime.Clock;
import io.concordat.runtime.Loop;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a node's log, shared by its groups: whatever waits becomes one atomic synced write.
 *
 * <p>The watermark follows the log and never leads it: what drain k made durable is written to the slots after k's
 * sync, and synced beside the first drain that begins 10 ms after the slots were last written, or after 10 ms without a
 * drain, or at close: a second sync beside every drain would cost as much as the drain (ADR 5). A drain with a hard
 * state is done only when log and slot are both synced, in this order. One failed write fails everything, for good:
 * nobody knows what a failed sync left behind (raft.md M45).
 *
 * <p>Public methods are for any thread and never block; listeners are called on the writer's loop.
 */
public final class LogWriter {
    private static final long SLOT_LAG_NANOS = 10_000_000;
    private static final long DRAIN_BYTES = 8 << 20;

    /** Hears of a group's writes in the order of their submission: all written up to some point, then all failed. */
    public interface Listener {
        void written(long ioSeq);

        void failed(long ioSeq, String reason);
    }

    private final Loop loop;
    private final Disk disk;
    private final Clock clock;
    private final SyncTimes times = new SyncTimes();

    private final Object gate = new Object();
    private final Queue<Submission> queue = new ArrayDeque<>(); // under gate
    private boolean awake; // under gate: the loop has or will get a task that looks at the queue
    private @Nullable Completion closing; // under gate

    // From here on confined to the loop.
    private @Nullable Drain drain;
    private final Set<RecordLog> stale = new LinkedHashSet<>();
    private int slotSyncs;
    private @Nullable Runnable afterSlots;
    private Loop.@Nullable Timer idle;
    private long slotsWrittenAt;
    private @Nullable String failure;

    public LogWriter(Loop loop, Disk disk, Clock clock) {
        this.loop = loop;
        this.disk = disk;
        this.clock = clock;
        this.slotsWrittenAt = clock.monotonicNanos();
    }

    /**
     * Submits a write; those of one log come from one thread, with rising {@code ioSeq}. A patient one goes with
     * whatever is written next, or when somebody says {@link #hurry}.
     */
    public void submit(RecordLog log, LogWrite write, Listener listener) {
        log.admit(write);
        Submission submission = new Submission(log, write, listener);
        if (write.patient()) {
            synchronized (gate) {
                queue.add(submission);
            }
        } else {
            wakeAfter(() -> queue.add(submission));
        }
    }

    /** Patience is over for what waits. */
    public void hurry() {
        synchronized (gate) {
            if (queue.isEmpty()) {
                return;
            }
        }
        wakeAfter(() -> {});
    }

    /**
     * The replica has made good its loss of memory: from the next watermark on a restart needs no round of questions.
     *
     * @param boots the highest start of this node that a peer remembers: later lives count on from there, or they
     *     would be
     *     doubted again
     */
    public void recovered(RecordLog log, long boots) {
        remember(log, () -> {
            log.slots().amnesia(false);
            log.slots().countOnFrom(boots);
            return true;
        });
    }

    /**
     * A peer remembers a later life than this disk does: from the next watermark on a restart is an amnesia again,
     * until {@link #recovered}.
     */
    public void doubted(RecordLog log) {
        remember(log, () -> {
            log.slots().amnesia(true);
            return true;
        });
    }

    /** A peer has shown itself; from the next watermark on this replica remembers it over restarts. */
    public void met(RecordLog log, SeenLife life) {
        remember(log, () -> log.slots().met(life));
    }

    private void remember(RecordLog log, BooleanSupplier change) {
        loop.execute(() -> {
            if (change.getAsBoolean()) {
                stale.add(log);
                if (drain == null) {
                    armIdle();
                }
            }
        });
    }

    /** Writes everything submitted so far and the watermarks, then completes; later submissions fail. */
    public void close(Completion completion) {
        wakeAfter(() -> closing = completion);
    }

    /** Synced writes of the log so far. */
    public long syncs() {
        return disk.store().syncs();
    }

    /** Microseconds, the median of the last 1,000 synced writes. */
    public long syncMicrosP50() {
        return times.median();
    }

    private void wakeAfter(Runnable change) {
        synchronized (gate) {
            change.run();
            if (awake) {
                return;
            }
            awake = true;
        }
        loop.execute(this::next);
    }

    private void next() {
        if (drain != null) {
            return;
        }
        List<Submission> taken = take();
        if (failure != null) {
            fail(failure, taken);
        } else if (taken.isEmpty()) {
            rest();
        } else {
            begin(new Drain(taken));
        }
    }

    /** Everything that waits, up to a bound in bytes; an empty take puts the writer to sleep. */
    private List<Submission> take() {
        List<Submission> taken = new ArrayList<>();
        synchronized (gate) {
            long bytes = 0;
            for (Submission s = queue.peek(); s != null && (taken.isEmpty() || bytes < DRAIN_BYTES); s = queue.peek()) {
                queue.remove();
                taken.add(s);
                bytes += size(s.write());
            }
            awake = !taken.isEmpty();
        }
        return taken;
    }

    private static long size(LogWrite write) {
        long bytes = RecordFormat.HEADER_LENGTH;
        for (RecordOp op : write.ops()) {
            bytes += op instanceof RecordOp.Put put
                    ? RecordFormat.HEADER_LENGTH + put.payload().length()
                    : RecordFormat.HEADER_LENGTH;
        }
        return bytes;
    }

    private void begin(Drain next) {
        drain = next;
        long started = clock.monotonicNanos();
        if (slotSyncs == 0 && started - slotsWrittenAt >= SLOT_LAG_NANOS) {
            writeSlots();
        }
        if (failure != null) {
            return;
        }
        attempt(c -> disk.store().write(next.changes(), c), () -> {
            times.add(clock.monotonicNanos() - started);
            logSynced(next);
        });
    }

    private void logSynced(Drain synced) {
        stale.addAll(synced.logSynced());
        if (synced.promising().isEmpty()) {
            finish();
            return;
        }
        Runnable promise = () -> {
            afterSlots = () -> {
                synced.allSynced();
                finish();
            };
            writeSlots();
        };
        if (slotSyncs == 0) {
            promise.run();
        } else {
            // A slot sync begun before this drain does not cover it: wait, then write again.
            afterSlots = promise;
        }
    }

    private void finish() {
        drain = null;
        loop.execute(this::next);
    }

    /** Nothing to write: the watermarks may catch up, and a close may end. */
    private void rest() {
        Completion end;
        synchronized (gate) {
            end = closing;
        }
        if (end == null) {
            armIdle();
        } else if (slotSyncs > 0) {
            afterSlots = this::next;
        } else if (!stale.isEmpty()) {
            afterSlots = this::next;
            writeSlots();
        } else {
            disarmIdle();
            failure = "the log writer is closed";
            end.done();
            synchronized (gate) {
                closing = null;
            }
        }
    }

    private void armIdle() {
        if (idle == null && !stale.isEmpty() && failure == null) {
            idle = loop.schedule(SLOT_LAG_NANOS, () -> {
                idle = null;
                if (slotSyncs == 0 && failure == null) {
                    writeSlots();
                }
            });
        }
    }

    private void disarmIdle() {
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
    }

    /** Writes and syncs the slots of every group whose log has moved. */
    private void writeSlots() {
        List<RecordLog> logs = List.copyOf(stale);
        stale.clear();
        disarmIdle();
        slotsWrittenAt = clock.monotonicNanos();
        slotSyncs += logs.size();
        for (RecordLog log : logs) {
            try {
                log.slots().write();
            } catch (IOException e) {
                fail("the watermark cannot be written: " + e.getMessage(), List.of());
                return;
            }
            attempt(log.slots()::sync, this::slotSynced);
        }
    }

    private void slotSynced() {
        slotSyncs--;
        if (slotSyncs > 0) {
            return;
        }
        Runnable then = afterSlots;
        afterSlots = null;
        if (then != null) {
            then.run();
        } else if (drain == null) {
            armIdle();
        }
    }

    /** Something of the disk's; its completion may come on any thread and continues on the loop. */
    private interface Operation {
        void start(Completion completion);
    }

    private void attempt(Operation operation, Runnable then) {
        OnLoop completion = new OnLoop(loop, reason -> {
            if (reason != null) {
                fail(reason, List.of());
            } else if (failure == null) {
                then.run();
            }
        });
        try {
            operation.start(completion);
        } catch (RuntimeException e) {
            completion.failed("the disk threw " + e);
        }
        completion.returned();
    }

    /** Terminal: fails what is under way, what was just taken and all that waits. */
    private void fail(String reason, List<Submission> taken) {
        failure = reason;
        stale.clear();
        afterSlots = null;
        disarmIdle();
        if (drain != null) {
            drain.failed(reason);
            drain = null;
        }
        List<Submission> rest = new ArrayList<>(taken);
        Completion end;
        synchronized (gate) {
            rest.addAll(queue);
            queue.clear();
            awake = false;
            end = closing;
            closing = null;
        }
        rest.forEach(s -> s.listener().failed(s.write().ioSeq(), reason));
        if (end != null) {
            end.failed(reason);
        }
    }
}
