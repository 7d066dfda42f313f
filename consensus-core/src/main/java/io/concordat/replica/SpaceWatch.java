package io.concordat.replica;

import io.concordat.record.Disk;
import io.concordat.runtime.Loop;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether the disk has come down to its reserve, and tells when that changes. Asking a file system
 * may take long when it is in trouble, so it is asked in the pool, one question at a time.
 */
final class SpaceWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SpaceWatch.class);
    private static final long PERIOD_NANOS = 250_000_000;

    private final Disk disk;
    private final Loop loop;
    private final Executor pool;
    private final Consumer<Boolean> changed;
    private boolean full;
    private volatile boolean stopped;

    SpaceWatch(Disk disk, Loop loop, Executor pool, Consumer<Boolean> changed) {
        this.disk = disk;
        this.loop = loop;
        this.pool = pool;
        this.changed = changed;
    }

    /** Begins to look. */
    void start() {
        pool.execute(this::look);
    }

    void stop() {
        stopped = true;
    }

    private void look() {
        if (stopped) {
            return;
        }
        try {
            boolean now = disk.shortOfSpace();
            loop.execute(() -> looked(now));
        } catch (IOException | RuntimeException e) {
            LOG.debug("the file system does not tell its free space", e);
            loop.execute(() -> looked(full));
        }
    }

    private void looked(boolean now) {
        if (stopped) {
            return;
        }
        if (now != full) {
            full = now;
            LOG.warn(now ? "the disk is full but for its reserve: no writes" : "the disk has room again");
            changed.accept(now);
        }
        loop.schedule(PERIOD_NANOS, this::again);
    }

    private void again() {
        pool.execute(this::look);
    }
}
