package io.concordat.simulation;

import io.concordat.client.Administration;
import io.concordat.simulation.faults.FaultKind;
import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.SeededRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Draws what goes wrong and when. Each seed takes a part of the faults allowed, at a pace of its own (swarm testing,
 * Groce et
 * al. 2012): a run with everything at once only ever shows the coarsest of them.
 */
final class Nemesis {
    private final Scene scene;
    private final ProcessFaults processes;
    private final NetworkFaults network;
    private final StorageFaults storage;
    private final Clients clients;
    private final List<FaultKind> repertoire = new ArrayList<>();
    private final long pace;
    private boolean over;

    Nemesis(World world, Clients clients) {
        this.scene = new Scene(world);
        this.processes = new ProcessFaults(scene);
        this.network = new NetworkFaults(scene);
        this.storage = new StorageFaults(scene);
        this.clients = clients;
        SeededRandom random = scene.random();
        List<FaultKind> allowed = new ArrayList<>(world.plan().faults().kinds());
        double share = random.between(15, 100) / 100.0;
        for (FaultKind kind : allowed) {
            if (allowed.size() < 4 || random.chance(share)) {
                repertoire.add(kind);
            }
        }
        if (repertoire.isEmpty() && !allowed.isEmpty()) {
            repertoire.add(allowed.get(random.below(allowed.size())));
        }
        long[] paces = {150, 500, 1_000, 2_500};
        pace = paces[random.below(paces.length)] * Scene.MILLI;
    }

    FaultTally tally() {
        return scene.tally();
    }

    void begin() {
        for (SimulatedNode node : scene.world().nodes()) {
            if (scene.world().treason().restless(node.number())) {
                restart(node);
            }
        }
        if (!repertoire.isEmpty()) {
            next();
        }
    }

    private void restart(SimulatedNode node) {
        scene.later(300, 3_000, () -> {
            node.crash();
            scene.world().restartLater(node, Scene.MILLI, 100 * Scene.MILLI);
            restart(node);
        });
    }

    private void next() {
        long gap = scene.random().between(pace / 5, pace * 2);
        scene.world().time().after(gap, null, Activity.FAULT, () -> {
            if (!over) {
                strike();
                next();
            }
        });
    }

    /** A fault that does not apply now gives way to another. */
    private void strike() {
        for (int attempt = 0; attempt < 5; attempt++) {
            if (strike(repertoire.get(scene.random().below(repertoire.size())))) {
                return;
            }
        }
    }

    private boolean strike(FaultKind kind) {
        return switch (kind) {
            case CRASH,
                    CRASH_MID_STEP,
                    POWERCUT,
                    POWERCUT_MID_STEP,
                    POWERCUT_ALL,
                    RESTART_STORM,
                    PAUSE,
                    CLOCK_JUMP,
                    CLOCK_DRIFT -> processes.strike(kind);
            case DROP, DUPLICATE, REORDER, DELAY, SLOW_LINK, PARTITION, RING, BRIDGE, ONE_WAY, RESET, CORRUPT_FRAME ->
                network.strike(kind);
            case SLOW_DISK,
                    STALLED_DISK,
                    FULL_DISK,
                    LOW_DISK,
                    FAILED_SYNC,
                    BIT_FLIP,
                    BIT_FLIP_LIVE,
                    TORN_TAIL,
                    WIPE,
                    ROLLBACK -> storage.strike(kind);
            case HANDOVER -> handover(kind);
            case CLIENT_CRASH, CLIENT_PAUSE, CLIENT_FLOOD, SLOW_READER -> client(kind);
        };
    }

    private boolean handover(FaultKind kind) {
        SimulatedNode successor = scene.victim();
        SimulatedClient operator = clients.all().get(scene.random().below(clients.number()));
        if (!operator.up()) {
            return false;
        }
        scene.struck(kind, successor);
        // What becomes of it is for the invariants to judge: it may fail, and the answer may be lost.
        CompletableFuture<?> unused =
                Administration.through(operator.client()).transferLeadership(successor.number(), Duration.ofSeconds(2));
        return true;
    }

    private boolean client(FaultKind kind) {
        scene.struckWorld(kind);
        SeededRandom random = scene.random();
        switch (kind) {
            case CLIENT_CRASH -> clients.crash(random.below(clients.number()), random.between(1, 1_000) * Scene.MILLI);
            case CLIENT_PAUSE ->
                clients.pause(random.below(clients.number()), random.between(50, 20_000) * Scene.MILLI);
            case CLIENT_FLOOD ->
                clients.flood(random.below(clients.impolite()), random.below(8) + 1, random.below(60) + 1);
            case SLOW_READER ->
                clients.deafen(random.below(clients.impolite()), random.between(100, 5_000) * Scene.MILLI);
            default -> throw new IllegalArgumentException(kind + " is not a client's fault");
        }
        return true;
    }

    /** Nothing goes wrong any more: wires whole, disks in order or replaced, every node started. */
    void end() {
        over = true;
        scene.end();
        network.healAll();
        for (SimulatedNode node : scene.world().nodes()) {
            node.clock().drift(0);
            node.life().disarm();
            if (node.disk().isRotten()) {
                storage.replace(node);
            }
            node.disk().faults().heal();
            scene.world().restartLater(node, Scene.MILLI, 300 * Scene.MILLI);
        }
    }
}
