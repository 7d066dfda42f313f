package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.model.Counter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A counter's operations as numbers: what each adds, and the value it must be executed at. */
final class CounterEvents {
    /** For an operation that saw nothing. */
    static final long BLIND = Long.MIN_VALUE;

    final List<Operation> operations;
    final int[] timeline;
    /** Class of the delta; -1 for a read. */
    final int[] delta;
    /** The value before; {@link #BLIND} if unknown. */
    final long[] before;
    /** Least value that an operation called at this event or later must be executed at. */
    final long[] least;

    CounterEvents(List<Operation> operations, long[] deltas, boolean lookAhead) {
        this.operations = operations;
        timeline = Timeline.of(operations);
        delta = new int[operations.size()];
        before = new long[operations.size()];
        for (int i = 0; i < before.length; i++) {
            Operation o = operations.get(i);
            boolean read = o.f().equals("read");
            delta[i] = read ? -1 : Arrays.binarySearch(deltas, Counter.delta(o));
            Long seen = observed(o, read);
            before[i] = seen == null ? BLIND : read ? seen : seen - Counter.delta(o);
        }
        least = new long[timeline.length + 1];
        least[timeline.length] = Long.MAX_VALUE;
        for (int e = timeline.length - 1; e >= 0; e--) {
            int index = timeline[e] >> 1;
            boolean counts = lookAhead
                    && (timeline[e] & 1) == 0
                    && before[index] != BLIND
                    && operations.get(index).required();
            least[e] = counts ? Math.min(least[e + 1], before[index]) : least[e + 1];
        }
    }

    private static @Nullable Long observed(Operation o, boolean read) {
        if (!o.completed()) {
            return null;
        }
        return read && o.result() instanceof Long value ? value : Counter.observed(o);
    }
}
