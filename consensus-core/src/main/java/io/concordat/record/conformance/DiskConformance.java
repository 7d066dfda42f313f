package io.concordat.record.conformance;

import io.concordat.record.Disk;
import java.util.ArrayList;
import java.util.List;

/**
 * The contract of {@link Disk}, {@link io.concordat.record.KeyValueStore} and {@link io.concordat.record.SlotFile}:
 * run every case of {@link #cases()} on a place of its own, for instance as dynamic tests. A case throws {@link
 * AssertionError} when the disk fails it.
 */
public final class DiskConformance {
    private DiskConformance() {}

    /** Where one case keeps its disk. */
    public interface Place {
        /** Opens the disk with all that earlier disks of this place held; the one before is closed by the case. */
        Disk open() throws Exception;
    }

    /** One rule; {@code name} says it. */
    public record Case(String name, Check check) {
        public void run(Place place) throws Exception {
            check.run(place);
        }
    }

    /** What a case does. */
    public interface Check {
        void run(Place place) throws Exception;
    }

    public static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        cases.addAll(StoreCases.all());
        cases.addAll(SlotCases.all());
        cases.addAll(LogCases.all());
        return List.copyOf(cases);
    }
}
