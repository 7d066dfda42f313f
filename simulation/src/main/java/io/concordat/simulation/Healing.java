package io.concordat.simulation;

import io.concordat.api.Outcome;
import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.VirtualTime;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the cluster owes once nothing goes wrong any more: every request is answered, fresh ones are served, and the
 * replicas
 * become equal, all within bounded time.
 */
final class Healing {
    private static final long MILLI = 1_000_000;
    private static final long BOUND = 30_000 * MILLI;
    private static final long PATIENCE = 15_000 * MILLI;

    private final World world;
    private final Clients clients;
    private final VirtualTime time;
    private final List<SimulatedNode> nodes;
    private int served;
    private int rounds;

    Healing(World world, Clients clients) {
        this.world = world;
        this.clients = clients;
        this.time = world.time();
        this.nodes = world.honest();
    }

    void run() {
        new Aftermath(world, nodes).passes();
        long calm = highestTerm();
        await(
                "every-request-answered",
                () -> clients.waiting() == 0,
                () -> clients.waiting() + " requests are unanswered");
        clients.all().forEach(client -> fresh(client, true));
        clients.all().forEach(client -> fresh(client, false));
        await(
                "fresh-requests-served",
                () -> served == 2 * clients.number(),
                () -> (2 * clients.number() - served) + " of " + 2 * clients.number()
                        + " fresh requests are not served; " + picture());
        await("replicas-whole", () -> nodes.stream().allMatch(n -> n.watch().whole()), this::picture);
        if (world.treason().number() > 0) {
            world.rules().views.served(calm, highestTerm());
        }
        long[] roots = new long[nodes.size()];
        Arrays.fill(roots, -1);
        long[] held = new long[nodes.size()];
        Arrays.fill(held, -1);
        await("accounts-empty", () -> empty(held), () -> "bytes still held for clients: " + Arrays.toString(held));
        await("replicas-equal", () -> equal(roots), () -> "states at " + Arrays.toString(roots) + "; " + picture());
    }

    /**
     * Runs until {@code done}, checked every 50 ms; over the bound it is a violation. Stops early once anything is
     * broken.
     */
    private void await(String rule, BooleanSupplier done, Supplier<String> state) {
        long until = time.now() + BOUND;
        while (!done.getAsBoolean()) {
            if (world.checks().broken()) {
                return;
            }
            if (time.now() >= until) {
                world.checks().violated(rule, "after " + BOUND / MILLI + " ms of calm: " + state.get());
                return;
            }
            time.runUntil(time.now() + 50 * MILLI);
        }
    }

    private long highestTerm() {
        return nodes.stream().mapToLong(n -> n.watch().term()).max().orElse(0);
    }

    /** A session may have expired during the faults; then the first attempt opens a new one. */
    private void fresh(SimulatedClient client, boolean write) {
        Consumer<Outcome> then = outcome -> {
            if (outcome instanceof Outcome.Reply) {
                served++;
            } else {
                time.after(100 * MILLI, null, Activity.WORKLOAD, () -> fresh(client, write));
            }
        };
        if (write) {
            client.write(PATIENCE, then);
        } else {
            client.read(PATIENCE, then);
        }
    }

    /** Asks everybody for a root every fifth time, and compares what came in since. */
    private boolean equal(long[] roots) {
        boolean same = roots[0] >= 0 && Arrays.stream(roots).allMatch(index -> index == roots[0]);
        if (same) {
            return true;
        }
        if (rounds++ % 5 == 0) {
            for (int i = 0; i < roots.length; i++) {
                int place = i;
                clients.all().get(0).sample(nodes.get(i).number(), index -> roots[place] = index);
            }
        }
        return false;
    }

    /** Asks everybody every fifth time what it holds for clients. */
    private boolean empty(long[] held) {
        if (Arrays.stream(held).allMatch(bytes -> bytes == 0)) {
            return true;
        }
        if (rounds++ % 5 == 0) {
            for (int i = 0; i < held.length; i++) {
                int place = i;
                clients.all().get(0).held(nodes.get(i).number(), bytes -> held[place] = bytes);
            }
        }
        return false;
    }

    private String picture() {
        StringBuilder text = new StringBuilder();
        for (SimulatedNode node : nodes) {
            text.append("node ")
                    .append(node.number())
                    .append(node.up() ? " " + node.watch().describe() : " is down")
                    .append("; ");
        }
        return text.toString();
    }
}
