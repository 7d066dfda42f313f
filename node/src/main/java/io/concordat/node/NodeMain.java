package io.concordat.node;

import io.concordat.error.ErrorCode;
import io.concordat.node.config.ClusterFile.NodeEntry;
import io.concordat.node.config.ConfigRefused;
import io.concordat.replica.HostSetup;
import io.concordat.replica.StartRefused;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/** One node in the foreground of its own process. */
public final class NodeMain {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private NodeMain() {}

    /** {@code DIR/node-I}, what `cluster up` starts; with {@code --byzantine KINDS --unsafe} one that lies. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        boolean lies = args.length == 4 && args[1].equals("--byzantine") && args[3].equals("--unsafe");
        if (args.length != 1 && !lies) {
            System.err.println("usage: NodeMain DIR/node-I [--byzantine KINDS --unsafe]");
            return USAGE;
        }
        Path home = Path.of(args[0]);
        try {
            return run(
                    home,
                    lies ? ByzantineNode.of(args[2], home) : UnaryOperator.identity(),
                    System.out,
                    NodeMain::complain);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return USAGE;
        }
    }

    /** Who hears why a node does not start. */
    public interface Complaint {
        void tell(ErrorCode code, String message, String expected);
    }

    /**
     * Runs until SIGTERM; one line {@code ready node=I …} on {@code out} once it serves. Ends the process by itself
     * when
     * storage fails.
     *
     * @return the exit status when the node could not start; otherwise it never returns before the process is stopped
     */
    public static int run(Path home, PrintStream out, Complaint complaint) {
        return run(home, UnaryOperator.identity(), out, complaint);
    }

    /** As above; {@code turn} has the last word on what the node is made of, see {@link ByzantineNode}. */
    public static int run(Path home, UnaryOperator<HostSetup> turn, PrintStream out, Complaint complaint) {
        RunningNode node;
        try {
            node = RunningNode.start(home, NodeMain::die, turn);
        } catch (ConfigRefused e) {
            complaint.tell(e.code(), String.valueOf(e.getMessage()), e.expected());
            return e.code().exit();
        } catch (StartRefused e) {
            complaint.tell(e.code(), String.valueOf(e.getMessage()), "");
            return e.code().exit();
        }
        Path pid = home.resolve("pid");
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, pid, stopped), "stop"));
        try {
            Files.writeString(pid, ProcessHandle.current().pid() + "\n");
        } catch (IOException e) {
            complaint.tell(ErrorCode.STORAGE_FAILED, "cannot write " + pid + ": " + e.getMessage(), "");
            return FAILED;
        }
        NodeEntry entry = node.entry();
        out.println("ready node=" + entry.node() + " protocol=" + node.cluster().protocol() + " peers=" + entry.host()
                + ":" + entry.peerPort() + " clients=" + entry.host() + ":" + entry.clientPort());
        out.flush();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return DONE;
    }

    private static void stop(RunningNode node, Path pid, CountDownLatch stopped) {
        node.close();
        try {
            Files.deleteIfExists(pid);
        } catch (IOException e) {
            System.err.println("cannot remove " + pid + ": " + e.getMessage());
        }
        stopped.countDown();
        // After SIGTERM the JVM would exit with 143; a clean stop is a success.
        Runtime.getRuntime().halt(DONE);
    }

    /** Storage failures are terminal: nothing that runs on may make the fate of the last write look decided. */
    private static void die(String reason) {
        System.err.println("FATAL: " + reason + "; the node ends, a restart is needed");
        System.err.flush();
        Runtime.getRuntime().halt(FAILED);
    }

    private static void complain(ErrorCode code, String message, String expected) {
        System.err.println(code + ": " + message + (expected.isEmpty() ? "" : " (expected: " + expected + ")"));
    }
}
