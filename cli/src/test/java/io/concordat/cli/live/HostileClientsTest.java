package io.concordat.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.client.ClientSession;
import io.concordat.node.ClusterConnection;
import io.concordat.node.config.ClientFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node under TLS with floods of half-open connections, garbage, huge lengths and enrolled clients that come and go:
 * whoever behaves is served all the while, and afterwards no connection is left.
 */
@Timeout(120)
class HostileClientsTest {
    private static final int OPERATIONS = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path home;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong attacks = new AtomicLong();

    @Test
    void aPoliteClientIsServedAndNothingIsLeft() throws Exception {
        try (TestCluster cluster = new TestCluster(home.resolve("c"), 1)) {
            cluster.text("health --timeout 20s").exits(0);
            int port = cluster.facts().node(1).clientPort();
            try (ClusterConnection polite = connect(cluster)) {
                ClientSession session = polite.client()
                        .openSession(Duration.ofMinutes(1), PATIENCE)
                        .get(30, TimeUnit.SECONDS);
                long calm = slowest(session);
                long handles = handles();
                List<Thread> attackers = List.of(
                        attacker(() -> halfOpen(port)), attacker(() -> garbage(port)), attacker(() -> storm(cluster)));
                long attacked = slowest(session);
                over.set(true);
                for (Thread attacker : attackers) {
                    attacker.join();
                }
                assertThat(attacks.get()).as("they did attack").isGreaterThan(10);
                System.out.printf("p99 calm %d us, attacked %d us, %d attacks%n", calm, attacked, attacks.get());
                awaitHandles(handles + 5);
            }
        }
    }

    /** The 99th percentile of so many operations, one after the other, microseconds; every one is answered. */
    private static long slowest(ClientSession session) throws Exception {
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < OPERATIONS; i++) {
            long began = System.nanoTime();
            // Nobody's service: the answer is a refusal by the machine, which is an answer all the same.
            Outcome outcome = session.submit(Bytes.utf8("hello"), PATIENCE).get(30, TimeUnit.SECONDS);
            assertThat(outcome).isNotInstanceOf(Outcome.Unknown.class);
            assertThat(outcome.toString()).doesNotContain("BUSY").doesNotContain("NO_QUORUM");
            micros.add((System.nanoTime() - began) / 1_000);
        }
        return micros.stream().sorted().toList().get(OPERATIONS * 99 / 100);
    }

    private interface Attack {
        void once() throws Exception;
    }

    private Thread attacker(Attack attack) {
        Thread thread = new Thread(
                () -> {
                    while (!over.get()) {
                        try {
                            attack.once();
                        } catch (Exception refused) {
                            // That is what the node is for.
                            Thread.yield();
                        }
                        attacks.incrementAndGet();
                    }
                },
                "attacker");
        thread.start();
        return thread;
    }

    /** More connections than may be half open, which say nothing. */
    private void halfOpen(int port) throws IOException {
        Deque<Socket> open = new ArrayDeque<>();
        try {
            while (!over.get() && open.size() < 200) {
                open.add(new Socket(InetAddress.getLoopbackAddress(), port));
                attacks.incrementAndGet();
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    /** A TLS record that announces all it can, and then noise. */
    private static void garbage(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(new byte[] {22, 3, 3, (byte) 0xff, (byte) 0xff});
            socket.getOutputStream().write(new byte[20_000]);
            socket.getInputStream().readAllBytes();
        }
    }

    /** An enrolled client that connects, asks, and is gone. */
    private static void storm(TestCluster cluster) throws Exception {
        try (ClusterConnection again = connect(cluster)) {
            again.client().status(1, 0, Duration.ofSeconds(10)).get(20, TimeUnit.SECONDS);
        }
    }

    private static ClusterConnection connect(TestCluster cluster) throws IOException {
        return ClusterConnection.open(
                cluster.facts(), ClientFile.read(cluster.directory().resolve(ClientFile.NAME)), "main");
    }

    private static long handles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** Half-open ones end by themselves after five seconds. */
    private static void awaitHandles(long most) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (handles() > most) {
            assertThat(System.nanoTime())
                    .as("handles: %d, before it %d", handles(), most)
                    .isLessThan(deadline);
            Thread.yield();
        }
    }
}
