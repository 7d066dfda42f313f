package io.concordat.snapshot;

import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import io.concordat.runtime.Clock;
import io.concordat.runtime.Loop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one transfer to this replica that may be under way, and what it brought. Confined to the replica's loop. */
public final class SnapshotInstalls {
    private final SnapshotStore store;
    private final Home home;
    private final Told told;
    private final long bytesPerSecond;
    private @Nullable SnapshotFetch fetch;
    private @Nullable LoadedSnapshot fetched;

    /** The replica's surroundings; {@code post} runs a task on its loop, from any thread. */
    public record Home(
            Clock clock, Executor pool, Loop timers, Consumer<Runnable> post, SnapshotServer.Sender sender) {}

    /** What the protocol hears. On the loop. */
    public interface Told {
        void ready(SnapshotMark mark);

        /** {@code disproved}: it was had, and is not the state that its id claims. */
        void failed(SnapshotId id, boolean disproved, String reason);
    }

    public SnapshotInstalls(SnapshotStore store, long bytesPerSecond, Home home, Told told) {
        this.store = store;
        this.bytesPerSecond = Math.max(1, bytesPerSecond);
        this.home = home;
        this.told = told;
    }

    public void install(SnapshotId id, List<Integer> sources) {
        LoadedSnapshot here = fetched;
        if (here != null && here.manifest().id().equals(id)) {
            home.post().accept(() -> told.ready(here.manifest().mark()));
            return;
        }
        SnapshotFetch running = fetch;
        if (running != null) {
            running.abandon();
        }
        fetched = null;
        SnapshotFetch next = new SnapshotFetch(new Ports(), store, id, sources);
        fetch = next;
        next.start();
    }

    public void abandon(SnapshotId id) {
        SnapshotFetch running = fetch;
        if (running != null && running.id().equals(id)) {
            running.abandon();
            fetch = null;
        }
        if (fetched != null && fetched.manifest().id().equals(id)) {
            fetched = null;
        }
    }

    public void received(int from, SnapshotMessage message) {
        SnapshotFetch running = fetch;
        if (running == null) {
            return;
        }
        if (message instanceof SnapshotMessage.Piece piece) {
            running.received(from, piece);
        } else if (message instanceof SnapshotMessage.Absent absent) {
            running.received(from, absent);
        }
    }

    /** Hands over what was fetched for {@code id}, once; null when it is not in memory. */
    public @Nullable LoadedSnapshot take(SnapshotId id) {
        LoadedSnapshot here = fetched;
        if (here == null || !here.manifest().id().equals(id)) {
            return null;
        }
        fetched = null;
        return here;
    }

    private final class Ports implements SnapshotFetch.Ports {
        @Override
        public long now() {
            return home.clock().monotonicNanos();
        }

        @Override
        public void work(SnapshotFetch.Work work) {
            home.pool().execute(() -> {
                Runnable then;
                try {
                    then = work.run();
                } catch (IOException | DamagedSnapshotException e) {
                    throw new IllegalStateException("a transfer's work answers for its own failures", e);
                }
                home.post().accept(then);
            });
        }

        @Override
        public void schedule(long delayNanos, Runnable task) {
            home.timers().schedule(delayNanos, () -> home.post().accept(task));
        }

        @Override
        public void ask(int node, SnapshotMessage.Ask ask) {
            home.sender().send(node, ask);
        }

        @Override
        public long bytesPerSecond() {
            return bytesPerSecond;
        }

        @Override
        public void fetched(LoadedSnapshot loaded) {
            SnapshotFetch running = fetch;
            if (running != null && running.id().equals(loaded.manifest().id())) {
                fetch = null;
                fetched = loaded;
                told.ready(loaded.manifest().mark());
            }
        }

        @Override
        public void failed(SnapshotId id, boolean disproved, String reason) {
            SnapshotFetch running = fetch;
            if (running != null && running.id().equals(id)) {
                fetch = null;
                told.failed(id, disproved, reason);
            }
        }
    }
}
