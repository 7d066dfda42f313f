package io.concordat.simulation.invariants;

import io.concordat.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same place in the committed order means the same command, cluster time and result, whoever executes it, and
 * however often.
 */
public final class EqualExecution {
    private final Checks checks;
    private final List<List<Ran>> byIndex = new ArrayList<>();

    private record Ran(Bytes command, long clusterNanos, Bytes result, int node) {}

    public EqualExecution(Checks checks) {
        this.checks = checks;
    }

    /** {@code place}: which command of batch {@code index}, from 0. */
    public void ran(int node, long index, int place, Bytes command, long clusterNanos, Bytes result) {
        checks.counted();
        while (byIndex.size() <= index) {
            byIndex.add(new ArrayList<>(1));
        }
        List<Ran> here = byIndex.get((int) index);
        if (place == here.size()) {
            here.add(new Ran(command, clusterNanos, result, node));
            return;
        }
        Ran known = place < here.size() ? here.get(place) : null;
        if (known == null
                || known.clusterNanos != clusterNanos
                || !known.command.equals(command)
                || !known.result.equals(result)) {
            checks.violated(
                    "equal-execution",
                    "command " + place + " of batch " + index + ": " + known + ", but on node " + node + " " + command
                            + " at " + clusterNanos + " gives " + result);
        }
    }

    /** The result at a place, or null when nobody has executed it. */
    public @Nullable Bytes result(long index, int place) {
        List<Ran> here = index >= 0 && index < byIndex.size() ? byIndex.get((int) index) : List.of();
        return place >= 0 && place < here.size() ? here.get(place).result : null;
    }
}
