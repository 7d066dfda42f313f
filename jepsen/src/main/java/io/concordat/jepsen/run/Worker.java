package io.concordat.jepsen.run;

import io.concordat.jepsen.cluster.TestedCluster;
import io.concordat.jepsen.workload.ClusterWorkload;
import io.concordat.jepsen.workload.Scribe;
import io.concordat.jepsen.workload.WorkloadClient;
import io.concordat.node.ClusterConnection;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client of a run on its own thread: connects, works, and begins anew when it has crashed. */
final class Worker implements Runnable {
    private static final Duration REST_AFTER_FAILURE = Duration.ofMillis(200);

    private final TestedCluster cluster;
    private final ClusterWorkload workload;
    private final int number;
    private final Scribe scribe;
    private final Random random;
    private final double perSecond;
    private final Recorder recorder;
    private final CountDownLatch connected;
    private final CountDownLatch stop;
    private volatile @Nullable ClusterConnection connection;
    private volatile long pausedUntil = Long.MIN_VALUE;
    private volatile boolean crashed;

    /**
     * @param perSecond operations it tries to do
     * @param connected counted down when it has a session
     */
    Worker(
            TestedCluster cluster,
            ClusterWorkload workload,
            int number,
            int clients,
            double perSecond,
            Random random,
            Recorder recorder,
            CountDownLatch connected,
            CountDownLatch stop) {
        this.cluster = cluster;
        this.workload = workload;
        this.number = number;
        this.perSecond = perSecond;
        this.random = random;
        this.recorder = recorder;
        this.connected = connected;
        this.stop = stop;
        scribe = new Scribe(number, clients, recorder.origin(), this::standStill, recorder::event, recorder::trouble);
    }

    /** Any thread: its connection is gone, its next operation is another's. */
    void crash() {
        crashed = true;
        ClusterConnection open = connection;
        if (open != null) {
            open.close();
        }
    }

    /** Any thread: from the next place where it can stand still, for so long. */
    void pause(Duration howLong) {
        pausedUntil = System.nanoTime() + howLong.toNanos();
    }

    private void standStill() throws InterruptedException {
        long rest = pausedUntil - System.nanoTime();
        if (pausedUntil != Long.MIN_VALUE && rest > 0) {
            TimeUnit.NANOSECONDS.sleep(rest);
        }
    }

    @Override
    public void run() {
        try {
            while (stop.getCount() > 0) {
                live();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            recorder.accident(TestedCluster.client(number) + " ended with " + e);
        }
    }

    private void live() throws InterruptedException {
        crashed = false;
        try (ClusterConnection open = cluster.connect(number)) {
            connection = open;
            WorkloadClient client = workload.open(open);
            connected.countDown();
            while (stop.getCount() > 0 && !crashed) {
                client.act(scribe, random);
                think();
            }
            if (!crashed) {
                client.close();
            }
        } catch (CompletionException e) {
            recorder.trouble("no session: " + e.getMessage());
            stop.await(REST_AFTER_FAILURE.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void think() throws InterruptedException {
        double seconds = -Math.log(1 - random.nextDouble()) / perSecond;
        stop.await((long) (Math.min(seconds, 1) * 1e9), TimeUnit.NANOSECONDS);
    }
}
