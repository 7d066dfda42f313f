package io.concordat.simulation.disk;

import io.concordat.bytes.Bytes;
import io.concordat.record.KeyValueStore.Change;
import java.util.List;
import java.util.SortedMap;

/** Learns what has really become durable, in order. */
public interface SyncObserver {
    void synced(List<Change> changes);

    /**
     * The durable content is now this, whatever it was before: power was cut, bits rotted, or the disk was replaced.
     */
    void replaced(SortedMap<Bytes, Bytes> content);
}
