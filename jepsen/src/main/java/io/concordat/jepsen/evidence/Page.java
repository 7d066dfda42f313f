package io.concordat.jepsen.evidence;

import io.concordat.jepsen.check.Window;
import io.concordat.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * One HTML file, without anything from elsewhere: operations as bars per process, the orders tried, the one left over.
 */
public final class Page {
    private static final int MOST_OPERATIONS = 200;
    private static final int MOST_STATES = 10;
    private static final int ROW = 34;
    private static final int LEFT = 90;
    private static final int COLUMN = 46;
    private static final List<String> COLOURS =
            List.of("#1d4ed8", "#b45309", "#7e22ce", "#0f766e", "#be185d", "#4d7c0f");

    private final Window<?> window;
    private final List<DeadEnds.Path> paths;
    private final List<Operation> shown;
    private final List<Integer> columns;
    private final Map<Long, Integer> rows = new LinkedHashMap<>();
    private final StringBuilder out = new StringBuilder();

    private Page(Window<?> window) {
        this.window = window;
        paths = DeadEnds.of(window.entries());
        // Those without an answer from long ago are many, and mostly beside the point.
        List<Operation> all = window.operations();
        shown = all.subList(Math.max(0, all.size() - MOST_OPERATIONS), all.size());
        TreeSet<Integer> positions = new TreeSet<>();
        for (Operation o : shown) {
            positions.add(o.called());
            if (o.required()) {
                positions.add(o.returned());
            }
            rows.putIfAbsent(o.process(), rows.size());
        }
        columns = new ArrayList<>(positions);
    }

    /** @param title what was judged, such as a file and a model */
    public static String of(String title, Window<?> window) {
        return new Page(window).write(title);
    }

    /** The same as a part of another page, without title and head. */
    public static String section(Window<?> window) {
        Page page = new Page(window);
        page.evidence();
        return page.out.toString();
    }

    private String write(String title) {
        out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(escaped(title))
                .append("</title><style>body{font:15px/1.5 system-ui,sans-serif;margin:2em;max-width:100em}"
                        + "svg{background:#fafafa;border:1px solid #ddd}text{font:12px monospace}"
                        + "li{font-family:monospace}.bad{color:#b91c1c;font-weight:bold}"
                        + "#picture{overflow-x:auto}</style></head><body>\n<h1>Not linearizable</h1>\n<p>")
                .append(escaped(title))
                .append("</p>\n");
        evidence();
        return out.append("</body></html>\n").toString();
    }

    private void evidence() {
        out.append("<p id=\"culprit\">No order of the operations explains <span class=\"bad\">")
                .append(escaped(window.culprit().describe()))
                .append("</span>.</p>\n<p id=\"states\">Before this window the object can only have been: <b>");
        List<String> states = window.states();
        out.append(escaped(String.join(" | ", states.subList(0, Math.min(states.size(), MOST_STATES)))))
                .append(states.size() > MOST_STATES ? " and " + (states.size() - MOST_STATES) + " more" : "")
                .append("</b>.</p>\n<div id=\"picture\">\n");
        picture();
        out.append(
                "</div>\n<p>Time runs to the right, one row per process. Blue took place, orange may have taken place"
                        + " at any time after its call or never, red cannot be placed.</p>\n"
                        + "<h2>Orders that were tried</h2>\n<ol>");
        for (int i = 0; i < paths.size(); i++) {
            path(paths.get(i), COLOURS.get(i % COLOURS.size()));
        }
        out.append("</ol>\n<p id=\"confirmed\">")
                .append(
                        window.confirmed()
                                ? "Confirmed by a second engine (" + escaped(window.confirmedBy()) + ")."
                                : "Not confirmed by a second engine within the limits.")
                .append("</p>\n");
    }

    private void path(DeadEnds.Path path, String colour) {
        out.append("<li><span style=\"color:").append(colour).append("\">&#9632;</span> ");
        out.append(escaped(path.states().get(0)));
        for (int i = 0; i < path.operations().size(); i++) {
            out.append(" &rarr; [")
                    .append(escaped(path.operations().get(i).describe()))
                    .append("] &rarr; ")
                    .append(escaped(path.states().get(i + 1)));
        }
        boolean placed = path.operations().contains(window.culprit());
        out.append(" &mdash; <span class=\"bad\">stuck")
                .append(placed ? "" : ": " + escaped(window.culprit().describe()) + " is impossible here")
                .append("</span></li>\n");
    }

    private void picture() {
        int width = LEFT + (columns.size() + 1) * COLUMN;
        int height = (rows.size() + 1) * ROW;
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\">\n".formatted(width, height));
        rows.forEach((process, row) ->
                out.append("<text x=\"4\" y=\"%d\">process %d</text>\n".formatted(row * ROW + 26, process)));
        for (Operation o : shown) {
            bar(o, width);
        }
        for (int i = 0; i < paths.size(); i++) {
            line(paths.get(i), COLOURS.get(i % COLOURS.size()), i);
        }
        out.append("</svg>\n");
    }

    private void bar(Operation o, int width) {
        int x = x(o.called());
        int end = o.required() ? x(o.returned()) : width - 4;
        boolean culprit = o.equals(window.culprit());
        String fill = culprit ? "#dc2626" : o.required() ? "#6db6fe" : "#ffaa26";
        out.append(("<g class=\"%s\"><title>%s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"22\" rx=\"3\""
                        + " fill=\"%s\" fill-opacity=\"0.75\"/><text x=\"%d\" y=\"%d\">%s</text></g>\n")
                .formatted(
                        culprit ? "culprit" : "operation",
                        escaped(o.describe()),
                        x,
                        y(o) - 11,
                        Math.max(4, end - x),
                        fill,
                        x + 4,
                        y(o) + 4,
                        escaped(label(o))));
    }

    private static String label(Operation o) {
        String text = o.describe();
        String label = text.substring(text.indexOf(' ') + 1);
        return label.length() > 40 ? label.substring(0, 39) + "…" : label;
    }

    /** Each operation is put as early as its place in the order allows. */
    private void line(DeadEnds.Path path, String colour, int shift) {
        StringBuilder points = new StringBuilder();
        int x = LEFT;
        for (Operation o : path.operations()) {
            if (rows.containsKey(o.process()) && shown.contains(o)) {
                x = Math.max(x + 5, x(o.called()) + 6);
                points.append(x).append(',').append(y(o) + shift * 2 - 5).append(' ');
            }
        }
        out.append("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>\n"
                .formatted(points.toString().strip(), colour));
    }

    private int x(int position) {
        return LEFT + columns.indexOf(position) * COLUMN;
    }

    private int y(Operation o) {
        return rows.getOrDefault(o.process(), 0) * ROW + 22;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
