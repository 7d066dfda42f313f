package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import java.util.Arrays;
import java.util.List;

/**
 * Calls and returns of a problem's operations in the order of time, as (index of the operation) * 2 + (1 for a return).
 */
final class Timeline {
    private Timeline() {}

    static int[] of(List<Operation> operations) {
        long[] keys = new long[operations.size() * 2];
        int n = 0;
        for (int i = 0; i < operations.size(); i++) {
            Operation o = operations.get(i);
            keys[n++] = ((long) o.called() << 32) | (i * 2L);
            if (o.required()) {
                keys[n++] = ((long) o.returned() << 32) | (i * 2L + 1);
            }
        }
        Arrays.sort(keys, 0, n);
        int[] events = new int[n];
        for (int i = 0; i < n; i++) {
            events[i] = (int) keys[i];
        }
        return events;
    }
}
