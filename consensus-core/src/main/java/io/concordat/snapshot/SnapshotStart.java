package io.concordat.snapshot;

import io.concordat.bytes.Hash;
import io.concordat.error.ErrorCode;
import io.concordat.log.LogEntry;
import io.concordat.protocol.SnapshotMark;
import io.concordat.record.OpenedLog;
import io.concordat.record.StorageException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which state a restart continues from: the newest whole snapshot that the log leads on from. */
public final class SnapshotStart {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStart.class);

    private SnapshotStart() {}

    /**
     * Reads and verifies a snapshot, the marked one if it is whole, else an older one from which the log still leads
     * to where it ends. Null when execution starts from the first entry.
     *
     * @throws StorageException STORAGE_FAILED when neither snapshots nor log reach back far enough
     */
    public static @Nullable LoadedSnapshot load(SnapshotStore store, OpenedLog log) throws StorageException {
        SnapshotMark marked = log.snapshot();
        if (marked == null) {
            return null;
        }
        String reason = "its manifest is missing or damaged";
        try {
            for (Manifest manifest : store.manifests()) {
                if (manifest.index() > marked.index() || !leadsOn(log, manifest, marked)) {
                    continue;
                }
                try {
                    return LoadedSnapshot.load(store, manifest);
                } catch (DamagedSnapshotException e) {
                    reason = String.valueOf(e.getMessage());
                    LOG.error("a snapshot is damaged and not used: {}", reason);
                    store.condemn(manifest);
                }
            }
        } catch (IOException e) {
            throw new StorageException(ErrorCode.STORAGE_FAILED, "snapshots cannot be read: " + e.getMessage(), e);
        }
        if (log.boundary().index() == 0) {
            LOG.warn("no snapshot is whole, the log is executed from its first entry");
            return null;
        }
        throw new StorageException(
                ErrorCode.STORAGE_FAILED,
                "the log begins after " + log.boundary().index() + " and no snapshot that leads there is whole ("
                        + reason + "): restore a copy, or wipe this node so that its peers fill it again");
    }

    private static boolean leadsOn(OpenedLog log, Manifest manifest, SnapshotMark marked) throws StorageException {
        long index = manifest.index();
        if (index == marked.index()) {
            return manifest.id().equals(marked.id());
        }
        if (index <= log.boundary().index()) {
            return index == log.boundary().index()
                    && manifest.hash().equals(log.boundary().hash());
        }
        List<LogEntry> entry = log.log().read(index, index, 1);
        Hash held = entry.isEmpty() ? Hash.ZERO : entry.get(0).hash();
        return held.equals(manifest.hash());
    }
}
