package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.cluster.Addresses;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A network namespace for every node, with a cable to one bridge, on which the links of the run have two addresses for
 * every node: one where they listen instead of it, one from which they dial as it. So the kernel can tell whose packets
 * are whose, and what a node sends to one address can be dropped while the rest gets through.
 *
 * <p>Addresses are of 198.18.0.0/15, which belongs to measurements; the first port decides which part of it.
 */
final class Namespaces implements Addresses, AutoCloseable {
    private static final int PARTS = 128;
    private static final int PROBE_PORT = 9_999;

    private final String bridge;
    private final int part;
    private final int nodes;
    private final List<Hole> holes = new ArrayList<>();

    /** Where packets vanish. */
    private record Hole(String namespace, String address) {}

    private Namespaces(int nodes, int port) {
        this.nodes = nodes;
        bridge = "cj" + port;
        part = port % PARTS;
    }

    /** Tries it out: what is allowed cannot be told by looking. */
    static Optional<String> missing(Machine machine) {
        if (!machine.root()) {
            return Optional.of("making network namespaces needs root");
        }
        Optional<String> program = machine.needs("ip");
        if (program.isPresent()) {
            return program;
        }
        try (Namespaces probe = make(1, PROBE_PORT)) {
            probe.drop(1, probe.door(1));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("a trial failed: " + e.getMessage());
        }
    }

    /** @param port the first of the run's; no other run on this machine has it */
    static Namespaces make(int nodes, int port) throws IOException {
        Namespaces made = new Namespaces(nodes, port);
        try {
            made.lay();
        } catch (IOException e) {
            made.close();
            throw e;
        }
        return made;
    }

    private void lay() throws IOException {
        ip("link", "add", bridge, "type", "bridge");
        for (int node = 1; node <= nodes; node++) {
            ip("netns", "add", name(node));
            ip("link", "add", cable(node), "type", "veth", "peer", "name", "eth0", "netns", name(node));
            ip("link", "set", cable(node), "master", bridge, "up");
            ip("-n", name(node), "addr", "add", home(node) + "/22", "dev", "eth0");
            ip("-n", name(node), "link", "set", "lo", "up");
            ip("-n", name(node), "link", "set", "eth0", "up");
            ip("addr", "add", door(node) + "/22", "dev", bridge);
            ip("addr", "add", face(node) + "/22", "dev", bridge);
        }
        ip("link", "set", bridge, "up");
    }

    private static void ip(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        Machine.run(command);
    }

    private String name(int node) {
        return bridge + "-" + node;
    }

    private String cable(int node) {
        return bridge + "n" + node;
    }

    private String address(int kind, int node) {
        int third = part * 4 + kind;
        return "198." + (18 + third / 256) + "." + third % 256 + "." + node;
    }

    private String home(int node) {
        return address(2, node);
    }

    @Override
    public List<String> hosts(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(this::home).toList();
    }

    @Override
    public String door(int node) {
        return address(0, node);
    }

    @Override
    public String face(int node) {
        return address(1, node);
    }

    /** What a process is started with to live there. */
    List<String> inside(int node) {
        return List.of("ip", "netns", "exec", name(node));
    }

    /** No packet of {@code from} reaches {@code to} any more. Of two nodes the smaller dials. */
    void cut(int from, int to) throws IOException {
        drop(from, from < to ? door(to) : face(to));
    }

    private void drop(int node, String address) throws IOException {
        Hole hole = new Hole(name(node), address);
        if (!holes.contains(hole)) {
            ip("-n", hole.namespace(), "route", "add", "blackhole", hole.address());
            holes.add(hole);
        }
    }

    /** All packets get through again. */
    void mend() throws IOException {
        for (Hole hole : holes) {
            ip("-n", hole.namespace(), "route", "del", "blackhole", hole.address());
        }
        holes.clear();
    }

    /** After the last process has ended. */
    @Override
    public void close() throws IOException {
        String links = Machine.run("ip", "-o", "link");
        String spaces = Machine.run("ip", "netns", "list");
        for (int node = 1; node <= nodes; node++) {
            // A namespace takes its end of the cable along, but in its own time.
            if (links.contains(" " + cable(node) + "@")) {
                ip("link", "del", cable(node));
            }
            if (Pattern.compile("^" + name(node) + "\\b", Pattern.MULTILINE)
                    .matcher(spaces)
                    .find()) {
                ip("netns", "del", name(node));
            }
        }
        if (links.contains(" " + bridge + ":")) {
            ip("link", "del", bridge);
        }
    }
}
