package io.concordat.jepsen.model;

import io.concordat.jepsen.edn.Edn;
import io.concordat.jepsen.history.HistoryException;
import io.concordat.jepsen.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What models expect to find in operations; anything else is a history of another model. */
final class Values {
    private Values() {}

    static long number(Operation operation, @Nullable Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw unexpected(operation, "a number, not " + Edn.write(value));
    }

    static Object some(Operation operation, @Nullable Object value) {
        if (value == null) {
            throw unexpected(operation, "a value");
        }
        return value;
    }

    static @Nullable Object element(Operation operation, @Nullable Object value, int index) {
        if (value instanceof List<?> list && index < list.size()) {
            return list.get(index);
        }
        throw unexpected(operation, "a vector of at least " + (index + 1) + ", not " + Edn.write(value));
    }

    static HistoryException unknown(String model, Operation operation) {
        return new HistoryException("a " + model + " knows no operation :" + operation.f());
    }

    static HistoryException unexpected(Operation operation, String expected) {
        return new HistoryException("operation " + operation.describe() + ": expected " + expected);
    }
}
