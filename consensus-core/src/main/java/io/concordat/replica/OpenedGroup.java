package io.concordat.replica;

import io.concordat.error.ErrorCode;
import io.concordat.protocol.ProtocolFactory;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a group's part of the disk holds.
 *
 * @param restored where execution continues, null for the first entry
 * @param ownWords what this member has signed and may have to say again, and the bodies that this is about
 */
record OpenedGroup(OpenedLog log, SnapshotStore store, @Nullable LoadedSnapshot restored, List<RecordOp.Put> ownWords) {
    static OpenedGroup open(LogSetup setup, ProtocolFactory protocol) throws StorageException {
        OpenedLog log = RecordLog.open(setup);
        try {
            SnapshotStore store =
                    SnapshotStore.open(setup.disk().snapshots(setup.context().group()));
            return new OpenedGroup(log, store, SnapshotStart.load(store, log), ownWords(log.log(), protocol));
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(
                    ErrorCode.STORAGE_FAILED, "the snapshots cannot be opened: " + e.getMessage(), e);
        }
    }

    private static List<RecordOp.Put> ownWords(RecordLog log, ProtocolFactory protocol) throws StorageException {
        List<RecordOp.Put> words = new ArrayList<>(all(log, RecordKind.OWN_MESSAGE, 0));
        long after = protocol.bodiesAfter(words);
        if (after < Long.MAX_VALUE) {
            words.addAll(all(log, RecordKind.BODY, after + 1));
        }
        return words;
    }

    private static List<RecordOp.Put> all(RecordLog log, RecordKind kind, long from) throws StorageException {
        return log.records(kind, from, Long.MAX_VALUE, Integer.MAX_VALUE);
    }
}
