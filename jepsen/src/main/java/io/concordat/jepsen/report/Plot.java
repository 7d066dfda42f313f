package io.concordat.jepsen.report;

import io.concordat.jepsen.run.FaultSpan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A picture over the time of a run, with a strip for every nemesis that shows when it struck. */
final class Plot {
    static final int WIDTH = 1_100;
    static final int HEIGHT = 320;
    private static final int LEFT = 70;
    private static final int BOTTOM = 24;
    private static final int STRIP = 14;
    private static final List<String> COLOURS = List.of(
            "#fca5a5", "#fdba74", "#fde047", "#bef264", "#86efac", "#5eead4", "#7dd3fc", "#a5b4fc", "#d8b4fe",
            "#f9a8d4");

    private final StringBuilder out = new StringBuilder();
    private final long nanos;

    /** @param nanos how long the run took */
    Plot(String id, long nanos, List<FaultSpan> faults) {
        this.nanos = Math.max(1, nanos);
        out.append(Html.of(
                "<svg id=\"%s\" xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\">%n",
                id, WIDTH, HEIGHT));
        strips(faults);
        for (int i = 0; i <= 6; i++) {
            long at = this.nanos / 6 * i;
            out.append(Html.of(
                    "<text x=\"%.0f\" y=\"%d\" text-anchor=\"end\">%.0f s</text>%n",
                    x(at), HEIGHT - 6, at / (double) TimeUnit.SECONDS.toNanos(1)));
        }
    }

    private void strips(List<FaultSpan> faults) {
        Map<String, Integer> rows = new LinkedHashMap<>();
        faults.forEach(f -> rows.putIfAbsent(f.nemesis(), rows.size()));
        for (FaultSpan fault : faults) {
            int row = rows.getOrDefault(fault.nemesis(), 0);
            String colour = COLOURS.get(row % COLOURS.size());
            double from = x(fault.from());
            double width = Math.max(1, x(fault.to()) - from);
            out.append(Html.of(
                    "<g class=\"fault\"><title>%s: %s</title><rect x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"%d\""
                            + " fill=\"%s\" fill-opacity=\"0.18\"/>"
                            + "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/></g>%n",
                    Html.escaped(fault.nemesis()),
                    Html.escaped(fault.target()),
                    from,
                    width,
                    HEIGHT - BOTTOM,
                    colour,
                    from,
                    row * STRIP,
                    width,
                    STRIP - 2,
                    colour));
        }
        rows.forEach((word, row) -> out.append(
                Html.of("<text x=\"%d\" y=\"%d\">%s</text>%n", LEFT + 4, row * STRIP + 11, Html.escaped(word))));
    }

    double x(long at) {
        return LEFT + (double) at / nanos * (WIDTH - LEFT - 10);
    }

    /** @param share 0 at the bottom, 1 at the top */
    double y(double share) {
        return HEIGHT - BOTTOM - Math.max(0, Math.min(1, share)) * (HEIGHT - BOTTOM - 10);
    }

    void label(double share, String text) {
        double y = y(share);
        out.append(Html.of(
                "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"4\""
                        + " y=\"%.1f\">%s</text>%n",
                LEFT, WIDTH - 10, y, y, y + 4, Html.escaped(text)));
    }

    void point(long at, double share, String colour) {
        out.append(Html.of("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.6\" fill=\"%s\"/>%n", x(at), y(share), colour));
    }

    void line(String points, String colour) {
        out.append(Html.of(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>%n", points, colour));
    }

    @Override
    public String toString() {
        return out + "</svg>\n";
    }
}
