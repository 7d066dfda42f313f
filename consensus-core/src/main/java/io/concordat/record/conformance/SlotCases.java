package io.concordat.record.conformance;

import static io.concordat.record.conformance.Expectation.equal;
import static io.concordat.record.conformance.Expectation.holds;
import static io.concordat.record.conformance.Expectation.refused;

import io.concordat.bytes.Bytes;
import io.concordat.record.Completion;
import io.concordat.record.Disk;
import io.concordat.record.SlotFile;
import io.concordat.record.conformance.DiskConformance.Case;
import io.concordat.record.conformance.DiskConformance.Place;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The two slots. */
final class SlotCases {
    private SlotCases() {}

    static List<Case> all() {
        return List.of(
                new Case("a slot never written reads as zeros", SlotCases::zeros),
                new Case("slots are apart, and last", SlotCases::apart),
                new Case("each group has its own slots", SlotCases::perGroup),
                new Case("a slot takes its whole length only", SlotCases::length));
    }

    private static Bytes filled(int value) {
        byte[] content = new byte[SlotFile.SLOT_BYTES];
        Arrays.fill(content, (byte) value);
        return Bytes.wrap(content);
    }

    private static void sync(SlotFile slots) throws Exception {
        CompletableFuture<Boolean> synced = new CompletableFuture<>();
        slots.sync(new Completion() {
            @Override
            public void done() {
                synced.complete(true);
            }

            @Override
            public void failed(String reason) {
                synced.complete(false);
            }
        });
        holds(synced.get(60, TimeUnit.SECONDS), "the sync succeeds");
    }

    private static void zeros(Place place) throws Exception {
        try (Disk disk = place.open()) {
            equal(disk.slots(0).read(0), filled(0), "slot 0");
            equal(disk.slots(0).read(1), filled(0), "slot 1");
        }
    }

    private static void apart(Place place) throws Exception {
        try (Disk disk = place.open()) {
            SlotFile slots = disk.slots(0);
            slots.write(0, filled(7));
            slots.write(1, filled(8));
            sync(slots);
            slots.write(0, filled(9));
            sync(slots);
            equal(slots.read(0), filled(9), "the slot written last");
        }
        try (Disk disk = place.open()) {
            equal(disk.slots(0).read(0), filled(9), "slot 0 in the next life");
            equal(disk.slots(0).read(1), filled(8), "slot 1 in the next life");
        }
    }

    private static void perGroup(Place place) throws Exception {
        try (Disk disk = place.open()) {
            disk.slots(1).write(0, filled(1));
            disk.slots(2).write(0, filled(2));
            sync(disk.slots(1));
            sync(disk.slots(2));
            equal(disk.slots(1).read(0), filled(1), "group 1");
            equal(disk.slots(2).read(0), filled(2), "group 2");
        }
    }

    private static void length(Place place) throws Exception {
        try (Disk disk = place.open()) {
            refused(() -> disk.slots(0).write(0, Bytes.utf8("short")), "a short slot");
        }
    }
}
