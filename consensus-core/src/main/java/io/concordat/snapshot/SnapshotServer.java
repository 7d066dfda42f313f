package io.concordat.snapshot;

import io.concordat.bytes.Bytes;
import io.concordat.protocol.SnapshotId;
import io.concordat.runtime.Clock;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out pieces of the snapshots held here, to any member that asks. What is being fetched is pinned: neither it
 * nor the log after it is removed while its asker makes progress. Thread-safe; reads in the pool.
 */
public final class SnapshotServer {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotServer.class);

    /** A receiver asks again after a few seconds; one that has not for so long is gone. */
    private static final long PINNED_NANOS = 30_000_000_000L;

    /** How many pieces are read for one member at a time; more are not honest and are dropped. */
    private static final int READS = 8;

    private final SnapshotStore store;
    private final Executor pool;
    private final Clock clock;
    private final Sender sender;
    private final TreeMap<Integer, Pin> pins = new TreeMap<>(); // under itself
    private final ConcurrentMap<Integer, AtomicInteger> reading = new ConcurrentHashMap<>();

    private record Pin(SnapshotId id, long at) {}

    /** Where messages go; callable from any thread, must not block. */
    public interface Sender {
        void send(int to, SnapshotMessage message);
    }

    public SnapshotServer(SnapshotStore store, Executor pool, Clock clock, Sender sender) {
        this.store = store;
        this.pool = pool;
        this.clock = clock;
        this.sender = sender;
    }

    public void asked(int by, SnapshotMessage.Ask ask) {
        AtomicInteger busy = reading.computeIfAbsent(by, n -> new AtomicInteger());
        if (busy.incrementAndGet() > READS) {
            busy.decrementAndGet();
            return;
        }
        pool.execute(() -> {
            try {
                sender.send(by, answer(by, ask));
            } finally {
                busy.decrementAndGet();
            }
        });
    }

    private SnapshotMessage answer(int by, SnapshotMessage.Ask ask) {
        Manifest manifest = store.manifest(ask.index(), ask.manifest());
        Bytes content = null;
        if (manifest != null && ask.number() < manifest.chunks().size()) {
            synchronized (pins) {
                pins.put(by, new Pin(manifest.id(), clock.monotonicNanos()));
            }
            content = content(manifest, ask.number());
        }
        return content == null
                ? new SnapshotMessage.Absent(ask.index(), ask.manifest(), ask.number())
                : new SnapshotMessage.Piece(ask.index(), ask.manifest(), ask.number(), content);
    }

    private @Nullable Bytes content(Manifest manifest, int number) {
        if (number < 0) {
            return manifest.encode();
        }
        try {
            return store.chunk(manifest, number);
        } catch (IOException | DamagedSnapshotException e) {
            LOG.error("a snapshot's piece is not handed out: {}", e.getMessage());
            return null;
        }
    }

    /** The snapshots that somebody is fetching from here. */
    public Set<SnapshotId> pinned() {
        Set<SnapshotId> found = new LinkedHashSet<>();
        synchronized (pins) {
            long now = clock.monotonicNanos();
            pins.values().removeIf(p -> now - p.at() > PINNED_NANOS);
            pins.values().forEach(p -> found.add(p.id()));
        }
        return found;
    }
}
