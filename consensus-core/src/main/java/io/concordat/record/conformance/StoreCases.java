package io.concordat.record.conformance;

import static io.concordat.record.conformance.Expectation.equal;
import static io.concordat.record.conformance.Expectation.holds;
import static io.concordat.record.conformance.Expectation.refused;

import io.concordat.bytes.Bytes;
import io.concordat.protocol.RecordKind;
import io.concordat.record.Completion;
import io.concordat.record.Disk;
import io.concordat.record.KeyValueStore;
import io.concordat.record.KeyValueStore.Change;
import io.concordat.record.RecordFormat;
import io.concordat.record.conformance.DiskConformance.Case;
import io.concordat.record.conformance.DiskConformance.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The ordered map. */
final class StoreCases {
    private StoreCases() {}

    static List<Case> all() {
        return List.of(
                new Case("what was written is read, also by the next life", StoreCases::survives),
                new Case("changes of one write happen in their order", StoreCases::inOrder),
                new Case("a range ends before its end", StoreCases::ranges),
                new Case("a scan is in unsigned order, within bounds, and stops when told", StoreCases::scans),
                new Case("slots may be sparse, and are replaced", StoreCases::sparse),
                new Case("groups do not touch each other", StoreCases::groups),
                new Case("long range deletes stay deleted", StoreCases::longRanges),
                new Case("values of a megabyte", StoreCases::large),
                new Case("syncs are counted", StoreCases::counts),
                new Case("a closed disk refuses", StoreCases::closed));
    }

    static Bytes key(int group, long index) {
        return RecordFormat.key(group, RecordKind.BATCH, index);
    }

    static Bytes text(String value) {
        return Bytes.utf8(value);
    }

    static Change put(Bytes key, String value) {
        return new Change.Put(key, text(value));
    }

    /** Writes and waits; false when the disk said it failed. */
    static boolean write(Disk disk, Change... changes) throws Exception {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        disk.store().write(List.of(changes), new Completion() {
            @Override
            public void done() {
                written.complete(true);
            }

            @Override
            public void failed(String reason) {
                written.complete(false);
            }
        });
        return written.get(60, TimeUnit.SECONDS);
    }

    static List<Long> indexes(Disk disk, int group) throws IOException {
        List<Long> found = new ArrayList<>();
        disk.store().scan(key(group, 0), key(group, Long.MAX_VALUE), (k, v) -> {
            found.add(indexOf(k));
            return true;
        });
        return found;
    }

    private static long indexOf(Bytes key) {
        long index = 0;
        for (int i = 5; i < key.length(); i++) {
            index = index << 8 | (key.get(i) & 0xff);
        }
        return index;
    }

    private static void survives(Place place) throws Exception {
        try (Disk disk = place.open()) {
            holds(write(disk, put(key(1, 1), "a"), put(key(1, 2), "")), "the write succeeds");
            equal(disk.store().get(key(1, 1)), text("a"), "value");
        }
        try (Disk disk = place.open()) {
            equal(disk.store().get(key(1, 1)), text("a"), "value in the next life");
            equal(disk.store().get(key(1, 2)), Bytes.EMPTY, "empty value in the next life");
            equal(disk.store().get(key(1, 3)), null, "what was never written");
        }
    }

    private static void inOrder(Place place) throws Exception {
        try (Disk disk = place.open()) {
            Bytes key = key(0, 5);
            write(disk, put(key, "old"), new Change.Delete(key), put(key, "new"));
            equal(disk.store().get(key), text("new"), "put after delete");
            write(disk, put(key, "again"), new Change.DeleteRange(key(0, 1), key(0, 9)), put(key(0, 6), "six"));
            equal(indexes(disk, 0), List.of(6L), "what stands after put, range delete, put");
            write(disk, put(key, "x"), new Change.Delete(key));
            equal(disk.store().get(key), null, "delete after put");
        }
    }

    private static void ranges(Place place) throws Exception {
        try (Disk disk = place.open()) {
            for (long i = 1; i <= 5; i++) {
                write(disk, put(key(0, i), "v"));
            }
            write(disk, new Change.DeleteRange(key(0, 2), key(0, 4)));
            equal(indexes(disk, 0), List.of(1L, 4L, 5L), "what stands after deleting [2, 4)");
            holds(write(disk, new Change.DeleteRange(key(0, 5), key(0, 5))), "an empty range is harmless");
            equal(indexes(disk, 0), List.of(1L, 4L, 5L), "what stands after deleting nothing");
        }
        try (Disk disk = place.open()) {
            equal(indexes(disk, 0), List.of(1L, 4L, 5L), "what stands in the next life");
        }
    }

    private static void scans(Place place) throws Exception {
        try (Disk disk = place.open()) {
            long high = 0x8000_0000_0000_0001L;
            write(disk, put(key(0, high), "h"), put(key(0, 255), "b"), put(key(0, 1), "a"), put(key(0, 256), "c"));
            List<String> seen = new ArrayList<>();
            disk.store().scan(key(0, 1), key(0, high), (k, v) -> seen.add(v.toUtf8()));
            equal(seen, List.of("a", "b", "c"), "values below the end");
            seen.clear();
            disk.store().scan(key(0, 2), key(0, -1L), (k, v) -> {
                seen.add(v.toUtf8());
                return seen.size() < 3;
            });
            equal(seen, List.of("b", "c", "h"), "values until told to stop, high index last");
        }
    }

    private static void sparse(Place place) throws Exception {
        try (Disk disk = place.open()) {
            write(disk, put(key(0, 3), "three"), put(key(0, 900), "far"));
            write(disk, put(key(0, 7), "seven"), put(key(0, 3), "three again"));
        }
        try (Disk disk = place.open()) {
            equal(indexes(disk, 0), List.of(3L, 7L, 900L), "slots with gaps");
            equal(disk.store().get(key(0, 3)), text("three again"), "the replaced slot");
        }
    }

    private static void groups(Place place) throws Exception {
        try (Disk disk = place.open()) {
            write(disk, put(key(1, 1), "one"), put(key(2, 1), "two"), put(key(-1, 1), "last"));
            write(disk, new Change.DeleteRange(key(1, 0), key(1, -1L)));
            equal(indexes(disk, 1), List.of(), "the group that was emptied");
            equal(indexes(disk, 2), List.of(1L), "the next group");
            equal(indexes(disk, -1), List.of(1L), "the last group");
        }
    }

    private static void longRanges(Place place) throws Exception {
        try (Disk disk = place.open()) {
            Change[] many = new Change[2_000];
            for (int i = 0; i < many.length; i++) {
                many[i] = put(key(0, i + 1), "v" + i);
            }
            write(disk, many);
            write(disk, new Change.DeleteRange(key(0, 1), key(0, 1_990)));
            write(disk, put(key(0, 100), "back"));
        }
        try (Disk disk = place.open()) {
            List<Long> left = indexes(disk, 0);
            equal(left.size(), 12, "records left");
            equal(left.get(0), 100L, "a record put back into a deleted range");
        }
    }

    private static void large(Place place) throws Exception {
        byte[] value = new byte[1 << 20];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) (i * 31 + (i >> 8));
        }
        Bytes expected = Bytes.wrap(value);
        try (Disk disk = place.open()) {
            write(disk, new Change.Put(key(0, 1), expected), new Change.Put(key(0, 2), expected));
        }
        try (Disk disk = place.open()) {
            holds(expected.equals(disk.store().get(key(0, 2))), "a megabyte comes back as it was");
        }
    }

    private static void counts(Place place) throws Exception {
        try (Disk disk = place.open()) {
            long before = disk.store().syncs();
            write(disk, put(key(0, 1), "v"));
            write(disk, put(key(0, 2), "v"), put(key(0, 3), "v"));
            equal(disk.store().syncs() - before, 2L, "syncs of two writes");
        }
    }

    private static void closed(Place place) throws Exception {
        Disk disk = place.open();
        KeyValueStore store = disk.store();
        write(disk, put(key(0, 1), "v"));
        disk.close();
        disk.close();
        CompletableFuture<Boolean> failed = new CompletableFuture<>();
        store.write(List.of(put(key(0, 2), "v")), new Completion() {
            @Override
            public void done() {
                failed.complete(false);
            }

            @Override
            public void failed(String reason) {
                failed.complete(true);
            }
        });
        holds(failed.get(60, TimeUnit.SECONDS), "a write after close fails");
        refused(() -> store.get(key(0, 1)), "a read after close");
    }
}
