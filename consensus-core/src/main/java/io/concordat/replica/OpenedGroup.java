package io.concordat.replica;

import io.concordat.error.ErrorCode;
import io.concordat.record.LogSetup;
import io.concordat.record.OpenedLog;
import io.concordat.record.RecordLog;
import io.concordat.record.StorageException;
import io.concordat.snapshot.LoadedSnapshot;
import io.concordat.snapshot.SnapshotStart;
import io.concordat.snapshot.SnapshotStore;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a group's part of the disk holds; {@code restored} is where execution continues, null for the first entry. */
record OpenedGroup(OpenedLog log, SnapshotStore store, @Nullable LoadedSnapshot restored) {
    static OpenedGroup open(LogSetup setup) throws StorageException {
        OpenedLog log = RecordLog.open(setup);
        try {
            SnapshotStore store =
                    SnapshotStore.open(setup.disk().snapshots(setup.context().group()));
            return new OpenedGroup(log, store, SnapshotStart.load(store, log));
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(
                    ErrorCode.STORAGE_FAILED, "the snapshots cannot be opened: " + e.getMessage(), e);
        }
    }
}
