package io.concordat.cli.command;

import io.concordat.node.NodeProcesses;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** Reads the nodes' logs line by line from where it stopped the last time. Not thread-safe. */
final class LogReader {
    private static final int CHUNK_BYTES = 1 << 16;

    /** Takes one line of one node. */
    interface Taker {
        void take(int node, String line);
    }

    private final NodeProcesses processes;
    /** Per node, how many bytes of its log have been read. */
    private final TreeMap<Integer, Long> positions = new TreeMap<>();

    LogReader(NodeProcesses processes, List<Integer> nodes) {
        this.processes = processes;
        nodes.forEach(n -> positions.put(n, 0L));
    }

    /** Passes over everything but the last lines of each log. */
    void skipAllBut(int lines) throws IOException {
        TreeMap<Integer, Long> totals = new TreeMap<>();
        next((node, line) -> totals.merge(node, 1L, Long::sum));
        positions.replaceAll((node, read) -> 0L);
        TreeMap<Integer, Long> ends = new TreeMap<>();
        for (int node : positions.keySet()) {
            long skip = Math.max(0, totals.getOrDefault(node, 0L) - lines);
            ends.put(node, offsetOfLine(processes.log(node), skip));
        }
        positions.putAll(ends);
    }

    /** The whole lines written since. A log that has shrunk is another one, and read from its beginning. */
    void next(Taker taker) throws IOException {
        for (int node : positions.keySet()) {
            Path log = processes.log(node);
            if (!Files.exists(log)) {
                continue;
            }
            long known = positions.getOrDefault(node, 0L);
            long from = known <= Files.size(log) ? known : 0;
            positions.put(node, from + read(log, from, line -> taker.take(node, line)));
        }
    }

    private static long offsetOfLine(Path log, long lines) throws IOException {
        long[] left = {lines, 0};
        if (Files.exists(log) && lines > 0) {
            read(log, 0, line -> {
                if (left[0] > 0) {
                    left[0]--;
                    left[1] += line.getBytes(StandardCharsets.UTF_8).length + 1;
                }
            });
        }
        return left[1];
    }

    /** Returns the length of the whole lines; what follows the last of them is not finished yet. */
    private static long read(Path log, long from, java.util.function.Consumer<String> lines) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(from);
            byte[] chunk = new byte[CHUNK_BYTES];
            java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
            long whole = 0;
            long seen = 0;
            int count = file.read(chunk);
            while (count > 0) {
                for (int i = 0; i < count; i++) {
                    seen++;
                    if (chunk[i] == '\n') {
                        lines.accept(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                        whole = seen;
                    } else {
                        line.write(chunk[i]);
                    }
                }
                count = file.read(chunk);
            }
            return whole;
        }
    }
}
