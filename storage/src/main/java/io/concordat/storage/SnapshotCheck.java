package io.concordat.storage;

import io.concordat.record.SnapshotFolder;
import io.concordat.snapshot.DamagedSnapshotException;
import io.concordat.snapshot.LoadedSnapshot;
import io.concordat.snapshot.Manifest;
import io.concordat.snapshot.SnapshotStore;
import io.concordat.storage.Verification.Mismatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads every snapshot of a group: manifests, each chunk, and the state hash of the whole. */
final class SnapshotCheck {
    private SnapshotCheck() {}

    static List<Mismatch> check(SnapshotFolder folder, int group) throws IOException {
        List<Mismatch> found = new ArrayList<>();
        SnapshotStore store = SnapshotStore.open(folder);
        store.damaged().forEach(e -> found.add(mismatch(group, e)));
        for (Manifest manifest : store.manifests()) {
            try {
                LoadedSnapshot.load(store, manifest);
            } catch (DamagedSnapshotException e) {
                found.add(mismatch(group, e));
            }
        }
        return found;
    }

    private static Mismatch mismatch(int group, DamagedSnapshotException e) {
        String number = Integer.toUnsignedString(group);
        byte[] content = e.found().toArray();
        ChangedByte changed = content.length == 0 ? null : ChangedByte.find(content, content.length, e.expectedCrc());
        return new Mismatch(
                "snapshots/" + number + "/" + e.file(),
                changed == null ? 0 : changed.offset(),
                "group " + number + " " + e.record(),
                String.valueOf(e.getMessage()));
    }
}
