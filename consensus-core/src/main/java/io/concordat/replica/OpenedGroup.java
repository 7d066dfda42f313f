package io.concordat.replica;

import io.concordat.error.ErrorCode;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.record.LogSetup;
import io.concordat.record.OpenedLog;
import io.concordat.record.RecordLog;
import io.concordat.record.StorageException;
import io.concordat.snapshot.LoadedSnapshot;
import io.concordat.snapshot.SnapshotStart;
import io.concordat.snapshot.SnapshotStore;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a group's part of the disk holds.
 *
 * @param restored where execution continues, null for the first entry
 * @param ownWords what this member has signed and may have to say again
 */
record OpenedGroup(OpenedLog log, SnapshotStore store, @Nullable LoadedSnapshot restored, List<RecordOp.Put> ownWords) {
    static OpenedGroup open(LogSetup setup) throws StorageException {
        OpenedLog log = RecordLog.open(setup);
        try {
            SnapshotStore store =
                    SnapshotStore.open(setup.disk().snapshots(setup.context().group()));
            List<RecordOp.Put> words = log.log().records(RecordKind.OWN_MESSAGE, 0, Long.MAX_VALUE, Integer.MAX_VALUE);
            return new OpenedGroup(log, store, SnapshotStart.load(store, log), words);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(
                    ErrorCode.STORAGE_FAILED, "the snapshots cannot be opened: " + e.getMessage(), e);
        }
    }
}
