package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.cluster.TestedCluster;
import io.concordat.node.ByzantineNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A member that lies, for a while: it is started as a liar, the primaries before it are paused until it leads, and in
 * the end the node is installed anew, with the right program and an empty disk. One run has one liar, because one is
 * what four members withstand, and nobody else's disk is damaged from then on.
 */
final class ByzantineReplica implements Nemesis {
    private static final Duration IN_FRONT = Duration.ofSeconds(8);
    private static final long POLL_MILLIS = 50;

    @Override
    public String word() {
        return "byzantine";
    }

    @Override
    public String what() {
        return "starts one node as a liar, lets it become the primary, and installs it anew when it is healed";
    }

    @Override
    public List<String> targets() {
        return ByzantineNode.KINDS;
    }

    @Override
    public List<String> protocols() {
        return List.of("pbft");
    }

    @Override
    public Optional<Strike> strike(Arena arena, String kind) throws IOException, InterruptedException {
        Optional<Integer> chosen = arena.liar();
        if (chosen.isEmpty() && !arena.allRemember()) {
            return Optional.empty();
        }
        List<Integer> taken = arena.takeNode(chosen.isPresent() ? chosen.get() : successor(arena));
        if (taken.isEmpty() && chosen.isEmpty()) {
            taken = arena.take(NodeChoice.ONE.word(), 1);
        }
        return taken.isEmpty() ? Optional.empty() : Optional.of(turned(arena, taken, kind));
    }

    private static Strike turned(Arena arena, List<Integer> taken, String kind)
            throws IOException, InterruptedException {
        int liar = taken.get(0);
        arena.lies(liar);
        Refusals refusals = new Refusals(arena.processes(), liar);
        arena.processes().kill(liar);
        arena.tools().turn(liar, kind);
        arena.start(taken);
        putInFront(arena, liar);
        return new Strike(TestedCluster.node(liar) + ": " + kind, () -> heal(arena, taken), refusals::count);
    }

    /** Whose turn it is when the primary fails. */
    private static int successor(Arena arena) throws InterruptedException {
        List<Integer> nodes = arena.nodes();
        Optional<Integer> primary = arena.cluster().leader();
        return primary.isEmpty()
                ? nodes.get(arena.random().nextInt(nodes.size()))
                : nodes.get((nodes.indexOf(primary.get()) + 1) % nodes.size());
    }

    /** Nobody can be told to lead, so whoever leads instead is stopped until it does not any more. */
    private static void putInFront(Arena arena, int liar) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + IN_FRONT.toNanos();
        while (System.nanoTime() - deadline < 0) {
            Optional<Integer> primary = arena.cluster().leader();
            if (primary.isPresent()) {
                List<Integer> taken = primary.get() == liar ? List.of() : arena.takeNode(primary.get());
                if (taken.isEmpty()) {
                    // It leads; or who does is in the hands of another fault.
                    return;
                }
                overtake(arena, taken, deadline);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static void overtake(Arena arena, List<Integer> primary, long deadline)
            throws IOException, InterruptedException {
        try {
            for (int node : primary) {
                arena.processes().signal(node, "STOP");
            }
            // Who is stopped says nothing, so that whoever leads then is another.
            while (System.nanoTime() - deadline < 0 && arena.cluster().leader().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        } finally {
            for (int node : primary) {
                arena.processes().signal(node, "CONT");
            }
            arena.release(primary);
        }
    }

    private static void heal(Arena arena, List<Integer> liar) throws IOException {
        try {
            for (int node : liar) {
                arena.processes().kill(node);
                arena.tools().turn(node, "");
                arena.processes().replaceDisk(node);
            }
            arena.start(liar);
        } finally {
            arena.release(liar);
        }
    }
}
