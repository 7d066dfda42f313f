package io.concordat.node;

import io.concordat.node.config.ClusterFile;
import io.concordat.node.config.ClusterFiles;
import io.concordat.node.config.NodeFile;
import io.concordat.storage.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The nodes of one cluster directory as background processes of this machine. Processes outlive the one that started
 * them; what is known of them stands in their directories ({@code pid}, {@code node.log}). Not thread-safe.
 */
public final class NodeProcesses {
    /** System property: an archive of shared classes that fits the class path; only the start depends on it. */
    private static final String ARCHIVE = "concordat.archive";

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
    private static final int LAST_LINES = 12;
    /** The kernel tells start times in seconds since a boot time that it rounds. */
    private static final Duration START_TIME_ERROR = Duration.ofSeconds(2);

    private final Path directory;
    private final ClusterFile cluster;
    private final String classPath;
    private final Launching launching;

    /** A last word on how a node's process is made, such as its environment. */
    public interface Launching {
        /** {@code process} is complete and about to be started. */
        void prepare(int node, ProcessBuilder process);
    }

    /** With the class path of this process. */
    public NodeProcesses(Path directory) {
        this(directory, System.getProperty("java.class.path"));
    }

    public NodeProcesses(Path directory, String classPath) {
        this(directory, classPath, (node, process) -> {});
    }

    public NodeProcesses(Path directory, String classPath, Launching launching) {
        this.directory = directory.toAbsolutePath().normalize();
        this.cluster = ClusterFiles.read(directory.resolve(ClusterFile.NAME));
        this.classPath = classPath;
        this.launching = launching;
    }

    public ClusterFile cluster() {
        return cluster;
    }

    public Path home(int node) {
        return directory.resolve("node-" + node);
    }

    public Path log(int node) {
        return home(node).resolve("node.log");
    }

    public List<Integer> nodes() {
        return cluster.nodes().stream()
                .map(ClusterFile.NodeEntry::node)
                .filter(n -> Files.isDirectory(home(n)))
                .toList();
    }

    /** The node's process, if it runs. A pid that the kernel has given to somebody else since does not count. */
    public Optional<ProcessHandle> process(int node) {
        Path file = home(node).resolve("pid");
        try {
            long pid = Long.parseLong(Files.readString(file).strip());
            Instant written = Files.getLastModifiedTime(file).toInstant();
            return ProcessHandle.of(pid)
                    .filter(NodeProcesses::runs)
                    .filter(NodeProcesses::isJava)
                    .filter(p -> startedBefore(p, written));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A dead process that nobody has buried, as in a container without an init, still has its number. */
    private static boolean runs(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            int state = stat.lastIndexOf(')') + 2;
            return state >= stat.length() || "ZX".indexOf(stat.charAt(state)) < 0 || threadsLeft(process);
        } catch (IOException e) {
            // Gone this moment, or no Linux.
            return process.isAlive();
        }
    }

    /**
     * Of a process that was killed: the last thread to go closes its files, and gives back the lock on its directory.
     */
    private static boolean threadsLeft(ProcessHandle process) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            return threads.count() > 1;
        }
    }

    /** A node writes its own pid after it has started; whoever began later only has the number. */
    private static boolean startedBefore(ProcessHandle process, Instant written) {
        return process.info()
                .startInstant()
                .map(start -> start.isBefore(written.plus(START_TIME_ERROR)))
                .orElse(true);
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info().command().map(c -> c.endsWith("java")).orElse(true);
    }

    /** Starts every node that does not run, waits until each says it is ready. Returns those it started. */
    public List<Integer> startAll(Duration patience) throws IOException, TimeoutException {
        return startAll(nodes(), patience);
    }

    /** As {@link #startAll(Duration)}, of {@code chosen} alone. */
    public List<Integer> startAll(List<Integer> chosen, Duration patience) throws IOException, TimeoutException {
        List<Integer> started = new ArrayList<>();
        List<Starting> starting = new ArrayList<>();
        for (int node : chosen) {
            if (process(node).isEmpty()) {
                starting.add(launch(node));
                started.add(node);
            }
        }
        long deadline = System.nanoTime() + patience.toNanos();
        for (Starting one : starting) {
            awaitReady(one, deadline);
        }
        return started;
    }

    /** Starts one node and waits until it says it is ready. */
    public void start(int node, Duration patience) throws IOException, TimeoutException {
        awaitReady(launch(node), System.nanoTime() + patience.toNanos());
    }

    private Starting launch(int node) throws IOException {
        Path home = home(node);
        List<String> command = new ArrayList<>();
        // A session of its own: Ctrl-C and the closing of a terminal are for whoever started the cluster, not for
        // nodes.
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(NodeMemory.options(NodeFile.read(home).heapBytes()));
        command.addAll(List.of("-Dconcordat.log=INFO", "-cp", classPath));
        String archive = System.getProperty(ARCHIVE);
        if (archive != null) {
            command.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off"));
        }
        command.add(NodeMain.class.getName());
        command.add(home.toString());
        Path log = log(node);
        long from = Files.exists(log) ? Files.size(log) : 0;
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        NodeMemory.environment().forEach(builder.environment()::putIfAbsent);
        launching.prepare(node, builder);
        return new Starting(node, builder.start(), from);
    }

    private void awaitReady(Starting starting, long deadline) throws IOException, TimeoutException {
        while (true) {
            String said = since(starting);
            if (said.contains("ready node=" + starting.node)) {
                return;
            }
            boolean dead = !starting.process.isAlive();
            if (dead || System.nanoTime() > deadline) {
                throw new TimeoutException("node " + starting.node
                        + (dead ? " ended with status " + starting.process.exitValue() : " is not ready in time")
                        + "; the last lines of " + log(starting.node) + ":\n" + lastLines(starting.node));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private String since(Starting starting) throws IOException {
        byte[] all = Files.readAllBytes(log(starting.node));
        int from = (int) Math.min(starting.logFrom, all.length);
        return new String(all, from, all.length - from, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** What a node said last. */
    public String lastLines(int node) throws IOException {
        List<String> lines = Files.exists(log(node)) ? Files.readAllLines(log(node)) : List.of();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    /** SIGTERM to all, SIGKILL to those that do not end in 20 s. Returns those that were running. */
    public List<Integer> stopAll() {
        TreeMap<Integer, ProcessHandle> running = new TreeMap<>();
        nodes().forEach(node -> process(node).ifPresent(p -> running.put(node, p)));
        running.values().forEach(ProcessHandle::destroy);
        running.values().forEach(NodeProcesses::awaitEnd);
        return List.copyOf(running.keySet());
    }

    /** SIGKILL: what a power cut leaves of a process. Waits until it is gone. */
    public void kill(int node) {
        process(node).ifPresent(p -> {
            p.destroyForcibly();
            awaitEnd(p);
        });
    }

    /**
     * Sends a signal such as {@code STOP} or {@code CONT} to a node that runs.
     *
     * @return whether it was delivered
     */
    public boolean signal(int node, String name) throws IOException {
        Optional<ProcessHandle> process = process(node);
        if (process.isEmpty()) {
            return false;
        }
        Process kill = new ProcessBuilder(
                        "kill", "-" + name, Long.toString(process.get().pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return kill.waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Gives a node that does not run an empty disk, as after a fire: it knows who it is, and nothing else. */
    public void replaceDisk(int node) throws IOException {
        Path data = home(node).resolve(NodeFile.DATA);
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(data)) {
            deepestFirst = all.filter(path -> !path.equals(data))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
        DataDirectory.create(data, cluster.id(), node);
    }

    private static void awaitEnd(ProcessHandle process) {
        long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
        while (runs(process)) {
            if (System.nanoTime() > deadline) {
                process.destroyForcibly();
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private record Starting(int node, Process process, long logFrom) {}
}
