package io.concordat.snapshot;

import io.concordat.config.Settings;
import io.concordat.machine.FrozenGroup;
import io.concordat.protocol.SnapshotMark;
import io.concordat.runtime.Clock;
import io.concordat.runtime.Loop;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes frozen states to disk beside the running group: one at a time, in the pool, in steps with pauses between them,
 * and not more than a fifth of the time. Thread-safe; nothing here blocks its caller.
 */
public final class SnapshotTaking {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotTaking.class);
    private static final int REST = 4;

    private final SnapshotStore store;
    private final Executor pool;
    private final Loop timers;
    private final Clock clock;
    private final Told told;
    private final long bytesPerSecond;
    private boolean busy; // under this
    private long restUntil; // under this
    private boolean stopped; // under this

    /** Who hears of the outcome, in the pool. */
    public interface Told {
        /** It is durable. */
        void taken(SnapshotMark mark);

        /** It could not be written, and no other will be in this life. */
        void failed(String reason);
    }

    public SnapshotTaking(SnapshotStore store, Executor pool, Loop timers, Clock clock, Settings settings, Told told) {
        this.store = store;
        this.pool = pool;
        this.timers = timers;
        this.clock = clock;
        this.told = told;
        this.bytesPerSecond = Math.max(1, settings.bytes("snapshot.write-rate", "128MiB"));
        this.restUntil = clock.monotonicNanos();
    }

    /**
     * Whether a snapshot can be taken now; the caller freezes only then.
     *
     * @param urgent an operator waits for it: no rest
     */
    public synchronized boolean ready(boolean urgent) {
        return !busy && !stopped && (urgent || clock.monotonicNanos() - restUntil >= 0);
    }

    /** Begins to write {@code frozen}, the state after the entry of {@code term} and {@code hash}. */
    public void take(FrozenGroup frozen, SnapshotWriting.Place place) {
        synchronized (this) {
            if (busy || stopped) {
                return;
            }
            busy = true;
        }
        long began = clock.monotonicNanos();
        SnapshotWriting writing = new SnapshotWriting(store.draft(), frozen, place);
        pool.execute(() -> step(writing, frozen.index(), began));
    }

    private void step(SnapshotWriting writing, long index, long began) {
        try {
            long before = writing.written();
            Manifest manifest = hasStopped() ? null : writing.step();
            if (hasStopped()) {
                writing.abandon();
            } else if (manifest == null) {
                long pause = (writing.written() - before) * 1_000_000_000L / bytesPerSecond;
                timers.schedule(pause, () -> pool.execute(() -> step(writing, index, began)));
            } else {
                done(manifest, began);
            }
        } catch (IOException | RuntimeException e) {
            writing.abandon();
            if (hasStopped()) {
                return;
            }
            // What a failed sync left behind is not known: no more snapshots in this life, the log is kept instead.
            stop();
            LOG.error("the snapshot at {} could not be written, none is taken until the next start", index, e);
            told.failed("the snapshot at " + index + " could not be written: " + e.getMessage());
        }
    }

    private void done(Manifest manifest, long began) {
        rest(began);
        LOG.info(
                "snapshot at {}: {} bytes in {} chunks",
                manifest.index(),
                manifest.bytes(),
                manifest.chunks().size());
        told.taken(manifest.mark());
    }

    private synchronized void rest(long began) {
        long now = clock.monotonicNanos();
        busy = false;
        restUntil = now + REST * (now - began);
    }

    /** Whether no snapshot will be taken any more in this life. */
    public synchronized boolean hasStopped() {
        return stopped;
    }

    /** Begins nothing new and breaks off what is under way. */
    public synchronized void stop() {
        stopped = true;
    }
}
