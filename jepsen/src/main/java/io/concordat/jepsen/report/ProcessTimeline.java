package io.concordat.jepsen.report;

import io.concordat.jepsen.edn.Edn;
import io.concordat.jepsen.history.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row per process, a box per operation: what was asked, what was answered, as Jepsen draws it, lying down. */
final class ProcessTimeline {
    private static final int MOST = 600;
    private static final int ROW = 22;
    private static final int LEFT = 90;
    private static final double LEAST_NANOS_PER_PIXEL = 250_000;
    private static final int WIDEST = 12_000;

    private record Box(Event asked, @Nullable Event answered) {}

    private ProcessTimeline() {}

    /** Some hundred operations around {@code middle}, nanoseconds since the run began. */
    static String around(long middle, List<Event> history) {
        List<Box> boxes = boxes(history);
        int at = 0;
        while (at < boxes.size() && boxes.get(at).asked().nanos() < middle) {
            at++;
        }
        int from = Math.max(0, Math.min(at - MOST / 2, boxes.size() - MOST));
        return drawn(boxes.subList(from, Math.min(boxes.size(), from + MOST)), boxes.size());
    }

    private static List<Box> boxes(List<Event> history) {
        List<Box> boxes = new ArrayList<>();
        Map<Long, Integer> open = new HashMap<>();
        for (Event event : history) {
            if (event.type() == Event.Type.INVOKE) {
                open.put(event.process(), boxes.size());
                boxes.add(new Box(event, null));
            } else {
                Integer index = open.remove(event.process());
                if (index != null) {
                    boxes.set(index, new Box(boxes.get(index).asked(), event));
                }
            }
        }
        return boxes;
    }

    private static String drawn(List<Box> boxes, int all) {
        if (boxes.isEmpty()) {
            return "<p>No operations.</p>\n";
        }
        long origin = boxes.get(0).asked().nanos();
        Map<Long, Integer> rows = new LinkedHashMap<>();
        boxes.stream().map(b -> b.asked().process()).sorted().forEach(p -> rows.putIfAbsent(p, rows.size()));
        long last = boxes.stream().mapToLong(b -> end(b, origin)).max().orElse(origin);
        double scale = Math.max(LEAST_NANOS_PER_PIXEL, (last - origin) / (double) WIDEST);
        int width = (int) (LEFT + (last - origin) / scale + 200);
        StringBuilder out = new StringBuilder(Html.of(
                "<p>%d of %d operations, from %.3f s on.</p>%n<div class=\"wide\"><svg id=\"timeline\""
                        + " xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\">%n",
                boxes.size(), all, origin / 1e9, width, (rows.size() + 1) * ROW));
        rows.forEach((process, row) ->
                out.append(Html.of("<text x=\"4\" y=\"%d\">process %d</text>%n", row * ROW + 15, process)));
        for (Box box : boxes) {
            double x = LEFT + (box.asked().nanos() - origin) / scale;
            double length = Math.max(3, (end(box, origin) - box.asked().nanos()) / scale);
            Event.Type type =
                    box.answered() == null ? Event.Type.INFO : box.answered().type();
            String words = words(box);
            out.append(Html.of(
                    "<g><title>%s</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
                            + "<text x=\"%.1f\" y=\"%d\">%s</text></g>%n",
                    Html.escaped(words),
                    x,
                    rows.getOrDefault(box.asked().process(), 0) * ROW + 3,
                    length,
                    ROW - 5,
                    Html.colour(type),
                    x + 2,
                    rows.getOrDefault(box.asked().process(), 0) * ROW + 15,
                    Html.escaped(length > words.length() * 7 ? words : "")));
        }
        return out.append("</svg></div>\n").toString();
    }

    private static long end(Box box, long origin) {
        return box.answered() == null
                ? Math.max(origin, box.asked().nanos())
                : box.answered().nanos();
    }

    private static String words(Box box) {
        Event asked = box.asked();
        Event answered = box.answered();
        String question = asked.f()
                + (asked.key() == null ? "" : " of " + Edn.write(asked.key()))
                + (asked.value() == null ? "" : " " + Edn.write(asked.value()));
        if (answered == null || answered.type() == Event.Type.INFO) {
            return question + " -> ?";
        }
        return answered.type() == Event.Type.FAIL
                ? question + " failed"
                : question + (asked.value() == answered.value() ? "" : " -> " + Edn.write(answered.value()));
    }
}
