package io.concordat.replica;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import io.concordat.machine.BundleResult;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where in the log the newest commands stand, for receipts, which are asked for soon after. What is older is forgotten.
 * Confined to the applying loop.
 */
final class ExecutedRuns {
    private final int most;
    private final Deque<Run> runs = new ArrayDeque<>();

    /** Consecutive commands of one bundle. */
    private record Run(Bytes session, long first, int count, long index) {
        boolean holds(Bytes ofSession, long number) {
            return number >= first && number - first < count && session.equals(ofSession);
        }
    }

    /** @param most how many bundles are remembered; 0 where nobody gives receipts */
    ExecutedRuns(int most) {
        this.most = most;
    }

    void executed(BundleResult result, long index) {
        ErrorCode error = result.error();
        if (most == 0 || error != null || result.kind() != Bundle.Kind.COMMANDS) {
            return;
        }
        // A slice of its frame would keep all of that in memory.
        runs.addLast(new Run(result.session().compact(), result.firstNumber(), result.count(), index));
        if (runs.size() > most) {
            runs.removeFirst();
        }
    }

    /** The first batch remembered that carried a command, 0 for none. */
    long indexOf(Bytes session, long number) {
        for (Run run : runs) {
            if (run.holds(session, number)) {
                return run.index();
            }
        }
        return 0;
    }
}
