package io.concordat.storage;

import io.concordat.record.LogAudit;
import java.util.List;

/**
 * What an offline check of a data directory found.
 *
 * @param sealed the node was stopped cleanly: every byte was compared, else only what records cover
 * @param groups the logs that are whole, in the order of their numbers
 * @param mismatches the first of each kind, empty when all is well
 * @param note what was not covered, empty when everything was
 */
public record Verification(boolean sealed, List<LogAudit.Report> groups, List<Mismatch> mismatches, String note) {
    public Verification {
        groups = List.copyOf(groups);
        mismatches = List.copyOf(mismatches);
    }

    public boolean ok() {
        return mismatches.isEmpty();
    }

    /**
     * One thing that is not as it was written.
     *
     * @param file relative to the data directory
     * @param offset of the damaged block in the file, -1 when only the record is known
     * @param record the record concerned, empty when only the place in the file is known
     */
    public record Mismatch(String file, long offset, String record, String message) {}
}
