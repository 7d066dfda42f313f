package io.concordat.jepsen.history;

import io.concordat.jepsen.edn.Keyword;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Joins calls with their returns. Not thread-safe. */
public final class Pairing {
    /** A result that says there is no value, as log lines do. */
    public static final Keyword ABSENT = Keyword.of("absent");

    private final Notation notation;
    private final Map<Long, Integer> open = new HashMap<>();
    private final List<@Nullable Operation> operations = new ArrayList<>();
    private int position;
    private int failed;

    public Pairing(Notation notation) {
        this.notation = notation;
    }

    /** Events in the order of time. */
    public void accept(Event event) {
        if (event.type() == Event.Type.INVOKE) {
            call(event);
            return;
        }
        Integer at = open.remove(event.process());
        if (at == null) {
            if (event.type() == Event.Type.INFO) {
                return;
            }
            throw new HistoryException(
                    "process " + event.process() + " is answered (:" + event.f() + ") without having asked");
        }
        Operation asked = operations.get(at);
        if (asked == null) {
            throw new IllegalStateException("an open operation is kept");
        }
        switch (event.type()) {
            case OK -> operations.set(at, completed(asked, event));
            case FAIL -> {
                operations.set(at, null);
                failed++;
            }
            default -> position++;
        }
    }

    private void call(Event event) {
        Integer before = open.put(event.process(), operations.size());
        if (before != null) {
            throw new HistoryException(
                    "process " + event.process() + " asks :" + event.f() + " while its previous operation is open");
        }
        Interval interval = new Interval(position++, Interval.NEVER, event.nanos(), -1);
        operations.add(new Operation(
                operations.size(), event.process(), event.f(), event.key(), event.value(), null, false, interval));
    }

    private Operation completed(Operation asked, Event event) {
        Object result = event.value();
        if (result == null && notation == Notation.LOG) {
            result = ABSENT;
        }
        Interval whole =
                new Interval(asked.called(), position++, asked.interval().calledNanos(), event.nanos());
        return new Operation(
                asked.id(), asked.process(), asked.f(), asked.key(), asked.argument(), result, true, whole);
    }

    /** What happened or may have. */
    public History finish() {
        List<Operation> kept = new ArrayList<>(operations.size() - failed);
        for (Operation operation : operations) {
            if (operation != null) {
                kept.add(operation.id() == kept.size() ? operation : operation.withId(kept.size()));
            }
        }
        return new History(kept, operations.size(), failed, notation);
    }
}
