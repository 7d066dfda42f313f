package io.concordat.snapshot;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.protocol.SnapshotId;
import io.concordat.state.BucketDigests;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls one snapshot from several members at once. The manifest is checked against the signed announcement, each chunk
 * against the manifest and written at once, the whole against the state hash; a member that hands out something else is
 * not asked again. What was fetched is kept, so that a transfer goes on after a restart. Confined to its ports' loop.
 */
final class SnapshotFetch {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFetch.class);
    private static final int WINDOW = 6;
    private static final long PATIENCE_NANOS = 3_000_000_000L;
    private static final long LOOK_NANOS = 250_000_000;
    private static final long FRUITLESS_NANOS = 15_000_000_000L;
    private static final int MANIFEST = -1;

    private final Ports ports;
    private final SnapshotStore store;
    private final SnapshotId id;
    private final Sources sources;
    private final SnapshotStore.Draft draft;
    private final Deque<Integer> missing = new ArrayDeque<>();
    private final TreeMap<Integer, Request> open = new TreeMap<>();
    private @Nullable Manifest manifest;
    private int left;
    private int atWork;
    private long mayAskAt;
    private long progressAt;
    private boolean over;

    private record Request(int node, long at) {}

    /** What a transfer needs of the replica it belongs to; tasks and timers run on the replica's loop. */
    interface Ports {
        long now();

        /** Does {@code work} in the pool, then what it returns on the loop; the work throws nothing. */
        void work(Work work);

        void schedule(long delayNanos, Runnable task);

        void ask(int node, SnapshotMessage.Ask ask);

        long bytesPerSecond();

        /** All of it is here, verified and durable. */
        void fetched(LoadedSnapshot loaded);

        void failed(SnapshotId id, boolean disproved, String reason);
    }

    interface Work {
        Runnable run() throws IOException, DamagedSnapshotException;
    }

    SnapshotFetch(Ports ports, SnapshotStore store, SnapshotId id, List<Integer> nodes) {
        this.ports = ports;
        this.store = store;
        this.id = id;
        this.sources = new Sources(nodes);
        this.draft = store.draft();
        this.mayAskAt = ports.now();
        this.progressAt = ports.now();
    }

    SnapshotId id() {
        return id;
    }

    void start() {
        LOG.info("fetching the snapshot at {}: {} bytes in {} chunks", id.index(), id.bytes(), id.chunks());
        work(() -> {
            Manifest here = store.manifest(id);
            if (here != null) {
                return () -> complete(here);
            }
            for (Manifest begun : store.pending()) {
                if (begun.id().equals(id)) {
                    return adopt(begun);
                }
            }
            return () -> {
                missing.add(MANIFEST);
                pump();
            };
        });
        look();
    }

    /** In the pool: finds what earlier attempts have left. */
    private Runnable adopt(Manifest begun) throws IOException {
        draft.expect(begun);
        Deque<Integer> absent = new ArrayDeque<>();
        for (int i = 0; i < begun.chunks().size(); i++) {
            if (!draft.holds(begun.chunks().get(i))) {
                absent.add(i);
            }
        }
        return () -> {
            manifest = begun;
            missing.addAll(absent);
            left = absent.size();
            LOG.info("{} of {} chunks are to be fetched", left, begun.chunks().size());
            pump();
        };
    }

    void abandon() {
        over = true;
        draft.abandon();
    }

    void received(int from, SnapshotMessage.Piece piece) {
        if (!settles(from, piece)) {
            return;
        }
        sources.answered(from);
        work(() -> piece.number() == MANIFEST ? checkManifest(from, piece) : checkChunk(from, piece));
    }

    void received(int from, SnapshotMessage.Absent absent) {
        if (settles(from, absent)) {
            sources.without(from);
            missing.addFirst(absent.number());
            pump();
        }
    }

    private boolean settles(int from, SnapshotMessage message) {
        Request request = open.get(message.number());
        if (over
                || request == null
                || request.node() != from
                || !message.manifest().equals(id.manifest())) {
            return false;
        }
        open.remove(message.number());
        sources.settled(from);
        return true;
    }

    private Runnable checkManifest(int from, SnapshotMessage.Piece piece) throws IOException {
        try {
            Bytes encoded = piece.content();
            if (!Hash.of(encoded).equals(id.manifest())) {
                return () -> lied(from, MANIFEST, "a manifest of another hash");
            }
            Manifest decoded = Manifest.decode(encoded);
            if (!decoded.id().equals(id)) {
                return () -> fail(true, "the announcement contradicts the manifest it names");
            }
            return adopt(decoded);
        } catch (MalformedException e) {
            return () -> fail(true, "the manifest announced is malformed: " + e.getMessage());
        }
    }

    private Runnable checkChunk(int from, SnapshotMessage.Piece piece) throws IOException {
        Manifest known = manifest;
        if (known == null || piece.number() >= known.chunks().size()) {
            return () -> {};
        }
        Chunk chunk = known.chunks().get(piece.number());
        Bytes content = piece.content();
        if (content.length() != chunk.length() || !Hash.of(content).equals(chunk.hash())) {
            return () -> lied(from, piece.number(), "chunk " + piece.number() + " of another hash");
        }
        draft.save(chunk, content);
        return () -> {
            left--;
            progressAt = ports.now();
            pump();
        };
    }

    private void lied(int node, int number, String what) {
        LOG.warn("node {} handed out {} of the snapshot at {}: it is not asked again", node, what, id.index());
        sources.lied(node);
        missing.addFirst(number);
        pump();
    }

    /** Asks for as much as window and rate allow. */
    private void pump() {
        Manifest known = manifest;
        if (over || (known != null && left == 0)) {
            finish(known);
            return;
        }
        long now = ports.now();
        while (!missing.isEmpty() && open.size() < WINDOW && now - mayAskAt >= 0) {
            Integer node = sources.take();
            if (node == null) {
                break;
            }
            int number = missing.removeFirst();
            open.put(number, new Request(node, now));
            long size = number == MANIFEST || known == null
                    ? BucketDigests.LENGTH + (long) id.chunks() * Chunk.ENCODED
                    : known.chunks().get(number).length();
            mayAskAt = Math.max(mayAskAt, now) + size * 1_000_000_000L / ports.bytesPerSecond();
            ports.ask(node, new SnapshotMessage.Ask(id.index(), id.manifest(), number));
        }
        if (!missing.isEmpty() && now - mayAskAt < 0) {
            ports.schedule(mayAskAt - now, this::pump);
        } else if (open.isEmpty() && atWork == 0 && sources.exhausted()) {
            fail("nobody has it");
        }
    }

    private void finish(@Nullable Manifest known) {
        if (!over && known != null && atWork == 0) {
            over = true;
            last(() -> {
                draft.publish(known);
                return () -> complete(known);
            });
        }
    }

    private void complete(Manifest known) {
        over = true;
        last(() -> {
            try {
                LoadedSnapshot loaded = LoadedSnapshot.load(store, known);
                loaded.mustTellTheTruth();
                return () -> ports.fetched(loaded);
            } catch (DamagedSnapshotException e) {
                store.condemn(known);
                throw e;
            }
        });
    }

    private void last(Work work) {
        ports.work(() -> {
            try {
                return work.run();
            } catch (IOException e) {
                return () -> ports.failed(id, false, String.valueOf(e.getMessage()));
            } catch (DamagedSnapshotException e) {
                return () -> ports.failed(id, e.disproved(), String.valueOf(e.getMessage()));
            }
        });
    }

    /** From time to time: who did not answer is asked last, and a transfer without progress is given up. */
    private void look() {
        if (over) {
            return;
        }
        long now = ports.now();
        for (var entry : List.copyOf(open.entrySet())) {
            Request request = entry.getValue();
            if (now - request.at() > PATIENCE_NANOS) {
                open.remove(entry.getKey());
                sources.settled(request.node());
                sources.slow(request.node());
                missing.addFirst(entry.getKey());
            }
        }
        if (atWork == 0 && now - progressAt > FRUITLESS_NANOS) {
            fail("no progress for " + FRUITLESS_NANOS / 1_000_000_000 + " s");
            return;
        }
        pump();
        ports.schedule(LOOK_NANOS, this::look);
    }

    private void work(Work work) {
        atWork++;
        ports.work(() -> {
            try {
                Runnable then = work.run();
                return () -> worked(then);
            } catch (IOException | DamagedSnapshotException e) {
                return () -> worked(() -> fail("the disk failed: " + e.getMessage()));
            }
        });
    }

    private void worked(Runnable then) {
        atWork--;
        if (!over) {
            then.run();
        }
    }

    private void fail(String reason) {
        fail(false, reason);
    }

    private void fail(boolean disproved, String reason) {
        if (!over) {
            abandon();
            ports.failed(id, disproved, reason);
        }
    }
}
