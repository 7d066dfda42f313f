package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls and returns of the completed operations as a doubly linked list in the order of time, from which operations are
 * lifted out and put back, latest first. Entry 0 is the head; operations count from 0 in the order of their calls.
 */
final class CallList {
    final List<Operation> required = new ArrayList<>();
    private final int[] operation;
    private final int[] next;
    private final int[] previous;
    private final int[] callOf;
    private final int[] returnOf;
    private int remaining;

    CallList(List<Operation> operations) {
        for (Operation o : operations) {
            if (o.required()) {
                required.add(o);
            }
        }
        int[] events = Timeline.of(required);
        remaining = required.size();
        operation = new int[events.length + 1];
        next = new int[events.length + 1];
        previous = new int[events.length + 1];
        callOf = new int[remaining];
        returnOf = new int[remaining];
        for (int e = 1; e <= events.length; e++) {
            int index = events[e - 1] >> 1;
            boolean returns = (events[e - 1] & 1) == 1;
            operation[e] = returns ? ~index : index;
            (returns ? returnOf : callOf)[index] = e;
            next[e - 1] = e;
            previous[e] = e - 1;
        }
    }

    int remaining() {
        return remaining;
    }

    int first() {
        return next[0];
    }

    int after(int entry) {
        return next[entry];
    }

    boolean isCall(int entry) {
        return operation[entry] >= 0;
    }

    int indexAt(int entry) {
        return operation[entry] >= 0 ? operation[entry] : ~operation[entry];
    }

    int callOf(int index) {
        return callOf[index];
    }

    void lift(int index) {
        unlink(callOf[index]);
        unlink(returnOf[index]);
        remaining--;
    }

    void putBack(int index) {
        link(returnOf[index]);
        link(callOf[index]);
        remaining++;
    }

    private void unlink(int e) {
        next[previous[e]] = next[e];
        // The last entry links back to the head, whose own link nobody reads.
        previous[next[e]] = next[e] == 0 ? 0 : previous[e];
    }

    private void link(int e) {
        next[previous[e]] = e;
        if (next[e] != 0) {
            previous[next[e]] = e;
        }
    }
}
