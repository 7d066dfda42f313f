package io.concordat.jepsen.run;

import io.concordat.jepsen.nemesis.Selection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a run is to be.
 *
 * @param port the first of the ports that the nodes listen on
 * @param clients at most 64, which is what the checker can have open at once
 * @param rate operations per second that all clients together try
 * @param time under faults; starting, healing and checking come on top
 * @param checkLimit how long the checker may take
 * @param settings keys of the cluster's configuration
 * @param directory where all of it is written; new or empty
 */
public record RunPlan(
        String protocol,
        int nodes,
        int port,
        int clients,
        double rate,
        Duration time,
        Duration checkLimit,
        long seed,
        List<Selection> nemeses,
        Map<String, String> settings,
        String classPath,
        Path directory) {
    static final int MOST_CLIENTS = 32;

    public RunPlan {
        nemeses = List.copyOf(nemeses);
        settings = Map.copyOf(settings);
        if (nodes < 1 || clients < 1 || clients > MOST_CLIENTS || !(rate > 0) || time.isNegative()) {
            throw new IllegalArgumentException(
                    "a run has at least one node, 1 to " + MOST_CLIENTS + " clients and a rate above 0");
        }
    }
}
