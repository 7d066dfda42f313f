package io.concordat.jepsen.nemesis;

import io.concordat.node.NodeProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What honest nodes write into their logs about a liar, from now on: contradictions that they keep, messages that they
 * drop, connections that they cut. Of one kind they write the first, second, fourth, eighth and so on.
 */
final class Refusals {
    private final Pattern pattern;
    private final TreeMap<Path, Long> logs = new TreeMap<>();

    Refusals(NodeProcesses processes, int liar) throws IOException {
        pattern = Pattern.compile(
                "node " + liar + " (sent|is cut off|signed|was dropped)|of node " + liar + " was dropped");
        for (int node : processes.nodes()) {
            Path log = processes.log(node);
            if (node != liar) {
                logs.put(log, Files.exists(log) ? Files.size(log) : 0);
            }
        }
    }

    /** Lines so far. */
    int count() {
        try {
            int lines = 0;
            for (var entry : logs.entrySet()) {
                byte[] all = Files.exists(entry.getKey()) ? Files.readAllBytes(entry.getKey()) : new byte[0];
                int from = (int) Math.min(entry.getValue(), all.length);
                String since = new String(all, from, all.length - from, StandardCharsets.UTF_8);
                lines += (int) since.lines().filter(pattern.asPredicate()).count();
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
