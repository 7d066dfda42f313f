package io.concordat.snapshot;

import io.concordat.config.Settings;
import io.concordat.log.Bundle;
import io.concordat.log.LogEntry;

/**
 * At which indexes a snapshot is due: after so many commands or bytes of batches since the last such index. Depends on
 * the log and the agreed configuration alone, so that replicas have snapshots of the same indexes; one that is busy
 * skips an index, it never takes another. Confined to the applying loop.
 */
public final class SnapshotSchedule {
    private final long everyBytes;
    private final long everyCommands;
    private final int stride;
    private Pace pace;

    /** {@code stride}: one that is due waits for the next multiple of this index. */
    public SnapshotSchedule(Settings settings, int stride, Pace since) {
        this.stride = stride;
        this.everyBytes = settings.bytes("snapshot.every-bytes", "64MiB");
        this.everyCommands = settings.number("snapshot.every-commands", 200_000, 1, Long.MAX_VALUE);
        this.pace = since;
        if (everyBytes < 1) {
            throw new IllegalArgumentException("snapshot.every-bytes is at least 1");
        }
    }

    /** The entry was executed; returns whether a snapshot is due at its index. */
    public boolean executed(LogEntry entry) {
        long commands = pace.commands();
        for (Bundle bundle : entry.batch().bundles()) {
            commands += bundle.count();
        }
        pace = new Pace(pace.bytes() + entry.size(), commands);
        boolean enough = pace.bytes() >= everyBytes || pace.commands() >= everyCommands;
        boolean due = enough && entry.index() % stride == 0;
        pace = due ? Pace.NONE : pace;
        return due;
    }

    /** What was executed since the last due index. */
    public Pace pace() {
        return pace;
    }

    /** Another snapshot's state took the place of what was executed here. */
    public void restored(Pace since) {
        pace = since;
    }
}
