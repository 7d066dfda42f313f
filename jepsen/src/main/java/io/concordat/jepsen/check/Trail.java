package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order in which a configuration took its operations, latest first; common beginnings are shared. */
record Trail(Operation operation, @Nullable Trail before) {
    static List<Operation> unfold(@Nullable Trail last) {
        List<Operation> order = new ArrayList<>();
        for (Trail t = last; t != null; t = t.before) {
            order.add(t.operation);
        }
        Collections.reverse(order);
        return order;
    }
}
