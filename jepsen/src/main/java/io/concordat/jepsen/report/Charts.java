package io.concordat.jepsen.report;

import io.concordat.jepsen.history.Event;
import io.concordat.jepsen.run.FaultSpan;
import io.concordat.jepsen.run.Hurt.Taken;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long operations took, and how many there were, over the time of a run. */
final class Charts {
    private static final int MOST_POINTS = 8_000;
    private static final double LEAST_MILLIS = 0.1;
    private static final double MOST_MILLIS = 100_000;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private Charts() {}

    /** One point per operation at its end, on a logarithmic scale. Of very many every n-th, but all that failed. */
    static String latency(List<Taken> taken, List<FaultSpan> faults, long nanos) {
        Plot plot = new Plot("latency", nanos, faults);
        for (double millis = LEAST_MILLIS; millis <= MOST_MILLIS; millis *= 10) {
            plot.label(
                    share(millis),
                    millis < 1
                            ? "0.1 ms"
                            : millis < 1_000 ? Html.of("%.0f ms", millis) : Html.of("%.0f s", millis / 1_000));
        }
        int every = 1 + taken.size() / MOST_POINTS;
        for (int i = 0; i < taken.size(); i++) {
            Taken one = taken.get(i);
            if (i % every == 0 || one.end() != Event.Type.OK) {
                plot.point(one.to(), share(one.nanos() / 1e6), Html.colour(one.end()));
            }
        }
        return plot.toString();
    }

    private static double share(double millis) {
        return Math.log(Math.max(LEAST_MILLIS, millis) / LEAST_MILLIS) / Math.log(MOST_MILLIS / LEAST_MILLIS);
    }

    /** Operations that ended in each second. */
    static String rate(List<Taken> taken, List<FaultSpan> faults, long nanos) {
        int seconds = (int) (nanos / SECOND) + 1;
        int[][] counts = new int[Event.Type.values().length][seconds];
        int most = 1;
        for (Taken one : taken) {
            int second = (int) Math.max(0, Math.min(seconds - 1, one.to() / SECOND));
            most = Math.max(most, ++counts[one.end().ordinal()][second]);
        }
        Plot plot = new Plot("rate", nanos, faults);
        for (int i = 0; i <= 4; i++) {
            plot.label(i / 4.0, Html.of("%d /s", Math.round(most * i / 4.0)));
        }
        for (Event.Type type : List.of(Event.Type.OK, Event.Type.FAIL, Event.Type.INFO)) {
            StringBuilder points = new StringBuilder();
            for (int second = 0; second < seconds; second++) {
                double share = counts[type.ordinal()][second] / (double) most;
                points.append(Html.of("%.1f,%.1f ", plot.x(second * SECOND + SECOND / 2), plot.y(share)));
            }
            plot.line(points.toString().strip(), Html.colour(type));
        }
        return plot.toString();
    }
}
