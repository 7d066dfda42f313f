package io.concordat.replica;

import io.concordat.bytes.MalformedException;
import io.concordat.machine.FrozenGroup;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import io.concordat.runtime.Invariant;
import io.concordat.snapshot.DamagedSnapshotException;
import io.concordat.snapshot.LoadedSnapshot;
import io.concordat.snapshot.Manifest;
import io.concordat.snapshot.SnapshotInstalls;
import io.concordat.snapshot.SnapshotMessage;
import io.concordat.snapshot.SnapshotServer;
import io.concordat.snapshot.SnapshotStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica's snapshots: carries out what the protocol wants of them, when the write it rests on is synced. Confined to
 * the loop.
 */
final class SnapshotDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotDesk.class);

    private static final long ROOT_WAIT_NANOS = 60_000_000_000L;

    private final Home home;
    private final Deque<After> waiting = new ArrayDeque<>();
    private final RecentMarks marks;
    private long durable;
    private volatile long snapshotIndex;
    private volatile long firstIndex;

    /** Something to be done once a write is synced. */
    private record After(long ioSeq, Runnable then) {}

    /** {@code tell}: any thread. */
    record Home(
            SnapshotStore store,
            SnapshotServer server,
            SnapshotInstalls installs,
            Executor pool,
            Applier applier,
            Cursors cursors,
            Consumer<Event> tell) {}

    SnapshotDesk(Home home, @Nullable SnapshotMark marked, long firstIndex) {
        this.home = home;
        this.snapshotIndex = marked == null ? 0 : marked.index();
        this.marks = new RecentMarks(snapshotIndex);
        this.firstIndex = firstIndex;
    }

    void received(int sender, SnapshotMessage message) {
        if (message instanceof SnapshotMessage.Ask ask) {
            home.server().asked(sender, ask);
        } else {
            home.installs().received(sender, message);
        }
    }

    /** Whether it was one of ours. */
    boolean run(Effect effect, long lastWrite) {
        if (effect instanceof Effect.InstallSnapshot install) {
            home.installs().install(install.id(), install.sources());
        } else if (effect instanceof Effect.AbandonInstall abandon) {
            home.installs().abandon(abandon.id());
        } else if (effect instanceof Effect.SwapState swap) {
            after(swap.afterSeq(), () -> swap(swap.mark().id()));
        } else if (effect instanceof Effect.TellRoot root) {
            tellRoot(root.index());
        } else if (effect instanceof Effect.Compact) {
            after(lastWrite, this::prune);
        } else if (effect instanceof Effect.TakeSnapshot) {
            home.applier().takeSnapshot(this::refuse);
        } else if (effect instanceof Effect.TakeSnapshotAt at) {
            home.applier().takeSnapshotAt(at.index(), this::refuse);
        } else {
            return false;
        }
        return true;
    }

    private void refuse(String why) {
        home.tell().accept(new Event.SnapshotRefused(why));
    }

    /** Hashing happens in the pool, on a frozen view. What is not told in time is not told: the next one will be. */
    private void tellRoot(long index) {
        home.applier().freezeAt(index, ROOT_WAIT_NANOS, frozen -> {
            if (frozen != null) {
                home.pool().execute(() -> {
                    FrozenGroup.Content content = frozen.content();
                    home.tell().accept(new Event.RootTold(index, content.root(), content.bytes()));
                });
            }
        });
    }

    /** A write that moves the log's beginning names the snapshot that now stands for what it removes. */
    void submitted(LogWrite write) {
        for (RecordOp op : write.ops()) {
            if (op instanceof RecordOp.Put put && put.key().kind() == RecordKind.SNAPSHOT_MARK) {
                try {
                    LogStart start = LogStart.decode(put.term(), put.hash(), put.payload());
                    after(write.ioSeq(), () -> {
                        snapshotIndex = start.snapshot().index();
                        marks.marked(write.ioSeq(), snapshotIndex);
                        firstIndex = start.boundary().index() + 1;
                    });
                } catch (MalformedException e) {
                    throw new Invariant.Violation("a mark that cannot be read back: " + e.getMessage());
                }
            }
        }
    }

    /** This write and all before it are synced; before the protocol hears of it. */
    void written(long ioSeq) {
        durable = Math.max(durable, ioSeq);
        while (!waiting.isEmpty() && waiting.peekFirst().ioSeq() <= durable) {
            waiting.removeFirst().then().run();
        }
    }

    private void after(long ioSeq, Runnable then) {
        if (ioSeq <= durable && waiting.isEmpty()) {
            then.run();
        } else {
            waiting.addLast(new After(ioSeq, then));
        }
    }

    private void swap(SnapshotId id) {
        home.cursors().swapped(id.index());
        LoadedSnapshot here = home.installs().take(id);
        home.applier()
                .swap(() -> here == null ? load(id) : here, () -> home.tell().accept(new Event.SnapshotInstalled(id)));
    }

    private LoadedSnapshot load(SnapshotId id) {
        Manifest manifest = home.store().manifest(id);
        try {
            if (manifest == null) {
                throw new Invariant.Violation("the snapshot at " + id.index() + " is not here any more");
            }
            return LoadedSnapshot.load(home.store(), manifest);
        } catch (IOException | DamagedSnapshotException e) {
            throw new Invariant.Violation("a snapshot cannot be swapped in: " + e.getMessage());
        }
    }

    private void prune() {
        long marked = snapshotIndex;
        long oldest = marks.oldest(durable);
        Set<SnapshotId> pinned = home.server().pinned();
        home.pool().execute(() -> {
            try {
                home.store().pruneBefore(marked, oldest, pinned);
            } catch (IOException e) {
                // Files too many hurt nobody; the next round tries again.
                LOG.warn("old snapshots could not be removed: {}", e.getMessage());
            }
        });
    }

    /** The newest snapshot marked in the log, 0 for none. Any thread. */
    long snapshotIndex() {
        return snapshotIndex;
    }

    /** The first entry the log holds. Any thread. */
    long firstIndex() {
        return firstIndex;
    }
}
