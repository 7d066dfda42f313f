package io.concordat.snapshot;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.protocol.SnapshotId;
import io.concordat.record.SnapshotFolder;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group's snapshots on disk. A manifest stands under its name only when it and all its chunks are durable; chunks are
 * named by their content, so that an unchanged part of the state is not written again and a transfer that was broken
 * off goes on where it stood. Thread-safe; blocks on the disk.
 */
public final class SnapshotStore {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);
    private static final String MANIFEST = "manifest-";
    private static final String CHUNK = "chunk-";
    private static final String PENDING = "pending-";
    private static final String PART = ".part";

    private final SnapshotFolder folder;
    private final TreeMap<String, Manifest> published = new TreeMap<>();
    private final List<DamagedSnapshotException> damaged = new ArrayList<>();
    private final List<Draft> drafts = new ArrayList<>();

    private SnapshotStore(SnapshotFolder folder) {
        this.folder = folder;
    }

    /** Reads the manifests; chunks are verified when they are used. */
    public static SnapshotStore open(SnapshotFolder folder) throws IOException {
        SnapshotStore store = new SnapshotStore(folder);
        for (String file : folder.list()) {
            if (file.startsWith(MANIFEST) && !file.endsWith(PART)) {
                try {
                    store.published.put(file, store.manifest(file));
                } catch (DamagedSnapshotException e) {
                    store.damaged.add(e);
                }
            }
        }
        return store;
    }

    private Manifest manifest(String file) throws IOException, DamagedSnapshotException {
        return ManifestFile.decode(file, folder.read(file, ManifestFile.MOST_BYTES));
    }

    /** Manifests that could not be read at opening. */
    public synchronized List<DamagedSnapshotException> damaged() {
        return List.copyOf(damaged);
    }

    /** The newest first. */
    public synchronized List<Manifest> manifests() {
        return List.copyOf(published.descendingMap().values());
    }

    public synchronized @Nullable Manifest manifest(SnapshotId id) {
        Manifest found = published.get(Manifest.file(id.index(), id.manifest()));
        return found != null && found.id().equals(id) ? found : null;
    }

    /** The manifest with this hash, if it is published. */
    synchronized @Nullable Manifest manifest(long index, Hash manifest) {
        return published.get(Manifest.file(index, manifest));
    }

    /** Verified; null when the file is not there. */
    @Nullable
    Bytes chunk(Manifest manifest, int number) throws IOException, DamagedSnapshotException {
        Chunk chunk = manifest.chunks().get(number);
        Bytes content;
        try {
            content = folder.read(chunk.file(), Chunk.MOST);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (content.length() != chunk.length() || !Hash.of(content).equals(chunk.hash())) {
            throw DamagedSnapshotException.chunk(manifest.index(), number, chunk, content, "hash mismatch");
        }
        return content;
    }

    /** A snapshot that does not answer to its name any more is not offered again; its intact chunks stay in use. */
    synchronized void condemn(Manifest manifest) throws IOException {
        published.remove(manifest.file());
        folder.delete(manifest.file());
        folder.syncNames();
    }

    /** Begins to write a snapshot or to fetch one. */
    synchronized Draft draft() {
        Draft draft = new Draft();
        drafts.add(draft);
        return draft;
    }

    /** The transfers that an earlier life did not finish: their chunks are kept. */
    synchronized List<Manifest> pending() throws IOException {
        List<Manifest> found = new ArrayList<>();
        for (String file : folder.list()) {
            if (file.startsWith(PENDING) && !file.endsWith(PART)) {
                try {
                    found.add(ManifestFile.decode(
                            MANIFEST + file.substring(PENDING.length()), folder.read(file, ManifestFile.MOST_BYTES)));
                } catch (DamagedSnapshotException e) {
                    LOG.warn("a transfer begins again: {}", e.getMessage());
                    folder.delete(file);
                }
            }
        }
        return found;
    }

    /** What is being written or fetched: nothing it needs is removed before it is published or abandoned. */
    final class Draft {
        private final Set<String> chunks = new TreeSet<>();
        private @Nullable String pending;

        /** Makes known what is going to be fetched, for the next life of this process too. Durable when it returns. */
        void expect(Manifest manifest) throws IOException {
            synchronized (SnapshotStore.this) {
                for (Manifest other : pending()) {
                    if (!other.equals(manifest)) {
                        folder.delete(PENDING + other.file().substring(MANIFEST.length()));
                    }
                }
                pending = PENDING + manifest.file().substring(MANIFEST.length());
                manifest.chunks().forEach(c -> chunks.add(c.file()));
            }
            replace(pending, ManifestFile.encode(manifest));
            folder.syncNames();
        }

        /** Durable when the snapshot is {@linkplain #publish published}; content that stands already is kept. */
        void save(Chunk chunk, Bytes content) throws IOException {
            synchronized (SnapshotStore.this) {
                chunks.add(chunk.file());
            }
            if (!holds(chunk)) {
                replace(chunk.file(), content);
            }
        }

        /** Whether the chunk's file is there and intact. */
        boolean holds(Chunk chunk) throws IOException {
            try {
                Bytes content = folder.read(chunk.file(), Chunk.MOST);
                return content.length() == chunk.length() && Hash.of(content).equals(chunk.hash());
            } catch (NoSuchFileException e) {
                return false;
            }
        }

        /** The chunks' names first, then the manifest: whoever finds the manifest finds all it names. */
        void publish(Manifest manifest) throws IOException {
            folder.syncNames();
            String file = manifest.file();
            replace(file, ManifestFile.encode(manifest));
            folder.syncNames();
            synchronized (SnapshotStore.this) {
                published.put(file, manifest);
                drafts.remove(this);
                if (pending != null) {
                    folder.delete(pending);
                }
            }
        }

        /** What was saved stays until the next {@link #prune}, unless a pending transfer wants it. */
        void abandon() {
            synchronized (SnapshotStore.this) {
                drafts.remove(this);
            }
        }
    }

    private void replace(String name, Bytes content) throws IOException {
        folder.write(name + PART, content);
        folder.sync(name + PART);
        folder.rename(name + PART, name);
    }

    /**
     * Removes what is older than the snapshot before the one marked in the log at {@code marked}: should that one rot,
     * the one before takes its place as far as the log leads on from it. Everything from {@code oldest} on (0 for none)
     * stays whatever was written since: a log that loses its end counts on that one again.
     */
    public void pruneBefore(long marked, long oldest, Set<SnapshotId> pinned) throws IOException {
        long newer = countFrom(marked + 1);
        prune((int) Math.max(newer + 2, oldest == 0 ? 0 : countFrom(oldest)), pinned);
    }

    private long countFrom(long index) {
        return manifests().stream().filter(m -> m.index() >= index).count();
    }

    /** Removes all but the newest {@code keep} snapshots, those of {@code pinned}, and what transfers need. */
    public synchronized void prune(int keep, Set<SnapshotId> pinned) throws IOException {
        Set<String> needed = new TreeSet<>();
        Set<String> removed = new TreeSet<>();
        int seen = 0;
        for (Map.Entry<String, Manifest> entry : published.descendingMap().entrySet()) {
            Manifest manifest = entry.getValue();
            if (seen < keep || (!pinned.isEmpty() && pinned.contains(manifest.id()))) {
                manifest.chunks().forEach(c -> needed.add(c.file()));
            } else {
                removed.add(entry.getKey());
            }
            seen++;
        }
        for (Manifest manifest : pending()) {
            manifest.chunks().forEach(c -> needed.add(c.file()));
        }
        drafts.forEach(d -> needed.addAll(d.chunks));
        for (String file : removed) {
            published.remove(file);
            folder.delete(file);
        }
        if (!removed.isEmpty()) {
            // Durable before the chunks go, or a power cut would leave a manifest without them.
            folder.syncNames();
        }
        for (String file : folder.list()) {
            boolean orphan = file.startsWith(CHUNK) && !needed.contains(file.replace(PART, ""));
            if (orphan || (file.endsWith(PART) && drafts.isEmpty())) {
                folder.delete(file);
            }
        }
    }
}
