package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.cluster.TestedCluster;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An administrator has the leader write one snapshot after the other while clients work; or until it is killed in the
 * middle of one, and starts again from what it has.
 */
final class ForcedSnapshots implements Nemesis {
    private static final Executor SOON = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    @Override
    public String word() {
        return "snapshot";
    }

    @Override
    public String what() {
        return "has the leader write snapshots all the time, on an administrator's wish; kills it in the middle of one";
    }

    @Override
    public List<String> targets() {
        return List.of("crash", "calm");
    }

    @Override
    public Optional<Strike> strike(Arena arena, String target) throws InterruptedException {
        boolean crash = target.equals("crash");
        List<Integer> leader = crash ? arena.take(NodeChoice.LEADER.word(), 1) : List.of();
        if (crash && leader.isEmpty()) {
            return Optional.empty();
        }
        Saving saving = new Saving(arena.cluster());
        saving.next();
        String whom = crash ? Arena.words(leader) + ", killed while it writes" : "whoever leads";
        return Optional.of(new Strike(whom, () -> end(arena, saving, leader), saving.written::get));
    }

    private static void end(Arena arena, Saving saving, List<Integer> leader) throws IOException {
        try {
            leader.forEach(arena.processes()::kill);
            arena.start(leader);
        } finally {
            saving.stop();
            arena.release(leader);
        }
    }

    /** One wish after the other, on the client's threads. */
    private static final class Saving {
        private final TestedCluster cluster;
        private final AtomicInteger written = new AtomicInteger();
        private volatile boolean stopped;

        Saving(TestedCluster cluster) {
            this.cluster = cluster;
        }

        void next() {
            if (stopped) {
                return;
            }
            cluster.saveSnapshot().whenComplete((index, failure) -> {
                if (failure == null) {
                    written.incrementAndGet();
                }
                SOON.execute(this::next);
            });
        }

        void stop() {
            stopped = true;
        }
    }
}
