package io.concordat.jepsen.report;

import io.concordat.jepsen.edn.Edn;
import io.concordat.jepsen.edn.Keyword;
import io.concordat.jepsen.history.Event;
import io.concordat.jepsen.history.EventWriter;
import io.concordat.jepsen.run.FaultSpan;
import io.concordat.jepsen.run.RunResult;
import io.concordat.node.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run leaves in its directory. */
public final class RunDirectory {
    private final RunResult result;
    private final Path directory;

    private RunDirectory(RunResult result) {
        this.result = result;
        this.directory = result.plan().directory();
    }

    /**
     * Writes history, results, report and logs. The cluster's own directory stays when the run is not valid: somebody
     * will want to look.
     */
    public static void write(RunResult result) throws IOException {
        new RunDirectory(result).write();
    }

    private void write() throws IOException {
        history();
        Files.writeString(directory.resolve("report.html"), ReportPage.of(result));
        Files.writeString(directory.resolve("results.edn"), edn(result.figures()) + "\n");
        Files.writeString(directory.resolve("results.json"), Json.of(result.figures()) + "\n");
        logs();
    }

    private void history() throws IOException {
        List<Marker> markers = new ArrayList<>();
        for (FaultSpan fault : result.faults()) {
            markers.add(new Marker(fault, "start", fault.from()));
            markers.add(new Marker(fault, "stop", fault.to()));
        }
        markers.sort(Comparator.comparingLong(Marker::nanos));
        try (BufferedWriter out = Files.newBufferedWriter(directory.resolve("history.edn"))) {
            EventWriter writer = new EventWriter(out);
            int next = 0;
            for (Event event : result.history()) {
                for (; next < markers.size() && markers.get(next).nanos() <= event.nanos(); next++) {
                    markers.get(next).write(writer);
                }
                writer.write(event);
            }
            for (; next < markers.size(); next++) {
                markers.get(next).write(writer);
            }
        }
    }

    private record Marker(FaultSpan fault, String what, long nanos) {
        void write(EventWriter writer) throws IOException {
            writer.marker(what + "-" + fault.nemesis(), fault.target(), nanos);
        }
    }

    /** The nodes' last words stay; what a valid run left on their disks is of no use to anybody. */
    private void logs() throws IOException {
        Path cluster = directory.resolve("cluster");
        for (int node = 1; node <= result.plan().nodes(); node++) {
            Path log = cluster.resolve("node-" + node).resolve("node.log");
            if (Files.exists(log)) {
                Files.copy(log, directory.resolve("node-" + node + ".log"), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (result.reasons().isEmpty()) {
            delete(cluster);
        }
    }

    private static void delete(Path tree) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(tree)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    private static String edn(@Nullable Object value) {
        return Edn.write(keywords(value));
    }

    private static @Nullable Object keywords(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> renamed = new LinkedHashMap<>();
            map.forEach((key, inner) -> renamed.put(
                    Keyword.of("valid".equals(key) ? "valid?" : String.valueOf(key)),
                    "unknown".equals(inner) ? Keyword.of("unknown") : keywords(inner)));
            return renamed;
        }
        return value;
    }
}
