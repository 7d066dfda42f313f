package io.concordat.jepsen.nemesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A node gets the processor for a fifth of the time, in slices: stopped and let go ten times a second. */
final class CpuSqueeze extends NodeNemesis {
    private static final long PERIOD_MILLIS = 100;
    private static final long SLICE_MILLIS = 20;

    private final Map<List<Integer>, ScheduledExecutorService> running = new ConcurrentHashMap<>();

    CpuSqueeze() {
        super("cpu", "leaves node processes a fifth of their processor time");
    }

    @Override
    void begin(Arena arena, List<Integer> nodes) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "cpu-squeeze");
            thread.setDaemon(true);
            return thread;
        });
        running.put(nodes, timer);
        timer.scheduleWithFixedDelay(
                () -> {
                    signal(arena, nodes, "STOP");
                    pause(PERIOD_MILLIS - SLICE_MILLIS);
                    signal(arena, nodes, "CONT");
                },
                0,
                SLICE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void signal(Arena arena, List<Integer> nodes, String name) {
        try {
            for (int node : nodes) {
                arena.processes().signal(node, name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void end(Arena arena, List<Integer> nodes) throws InterruptedException {
        ScheduledExecutorService timer = running.remove(nodes);
        if (timer != null) {
            timer.shutdown();
            if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
                timer.shutdownNow();
            }
        }
        signal(arena, nodes, "CONT");
    }
}
