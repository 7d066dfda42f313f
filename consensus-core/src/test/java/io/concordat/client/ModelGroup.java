package io.concordat.client;

import io.concordat.log.Bundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A group as a client may find it: executes a session's commands by the rule of the design (the next number runs, a
 * lower one gets its kept reply, a higher one is a gap), while leaders change, replies get lost or come twice, and BUSY
 * happens.
 */
final class ModelGroup {
    private final FakeNodes nodes;
    private final VirtualRuntime runtime;
    private final Random random;
    final List<String> executed = new ArrayList<>();
    final SortedMap<Long, String> byNumber = new TreeMap<>();
    private long refusedFrom = Long.MAX_VALUE;
    int leader = 1;
    boolean calm;

    ModelGroup(FakeNodes nodes, VirtualRuntime runtime, long seed) {
        this.nodes = nodes;
        this.runtime = runtime;
        this.random = new Random(seed);
    }

    /** Deals with everything that has arrived. */
    void step() {
        if (!calm && random.nextInt(100) == 0) {
            leader = random.nextInt(4);
            refusedFrom = Long.MAX_VALUE;
        }
        if (!calm && random.nextInt(200) == 0) {
            int node = 1 + random.nextInt(3);
            nodes.wires(node).forEach(FakeNodes.Wire::cut);
        }
        while (!nodes.arrived.isEmpty()) {
            FakeNodes.Arrived next = nodes.next();
            long delay = calm ? 0 : (long) (random.nextDouble() * random.nextDouble() * 30_000_000);
            runtime.later(delay, () -> handle(next));
        }
    }

    private void handle(FakeNodes.Arrived what) {
        Bundle bundle = what.bundle();
        if (what.node() != leader) {
            nodes.refuse(what, "NOT_LEADER", random.nextBoolean() ? leader : 0, true);
        } else if (!calm && (random.nextInt(10) == 0 || bundle.firstNumber() > refusedFrom)) {
            refusedFrom = Math.min(refusedFrom, bundle.firstNumber());
            nodes.refuse(what, "BUSY", 0, true);
        } else if (bundle.firstNumber() > byNumber.size() + 1L) {
            refusedFrom = Long.MAX_VALUE;
            nodes.refuse(what, "GAP", 0, false);
        } else {
            refusedFrom = Long.MAX_VALUE;
            execute(what, bundle);
        }
    }

    private void execute(FakeNodes.Arrived what, Bundle bundle) {
        List<String> commands = what.commands();
        List<String> results = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            long number = bundle.firstNumber() + i;
            String known = byNumber.putIfAbsent(number, commands.get(i));
            if (known == null) {
                executed.add(commands.get(i));
            } else if (!known.equals(commands.get(i))) {
                throw new AssertionError("number " + number + " was " + known + " and is now " + commands.get(i));
            }
            results.add(commands.get(i) + "!");
        }
        int luck = calm ? 9 : random.nextInt(10);
        if (luck == 0) {
            return;
        }
        if (luck == 1) {
            nodes.refuse(what, "LEADERSHIP_LOST", 0, false);
            return;
        }
        nodes.reply(what, bundle.firstNumber(), results);
        if (luck == 2) {
            nodes.reply(what, bundle.firstNumber(), results);
        }
    }
}
