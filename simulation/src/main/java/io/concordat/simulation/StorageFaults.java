package io.concordat.simulation;

import io.concordat.simulation.disk.SimulatedDisk;
import io.concordat.simulation.faults.FaultKind;

/** Faults of disks. Whatever costs a replica its memory asks the budget first. */
final class StorageFaults {
    private static final long MILLI = Scene.MILLI;

    private final Scene scene;

    StorageFaults(Scene scene) {
        this.scene = scene;
    }

    boolean strike(FaultKind kind) {
        SimulatedNode node = scene.victim();
        if (!node.up()) {
            return false;
        }
        return switch (kind) {
            case SLOW_DISK -> slow(kind, node);
            case STALLED_DISK -> stalled(kind, node);
            case FULL_DISK -> full(kind, node);
            case FAILED_SYNC -> failedSync(kind, node);
            case BIT_FLIP -> bitFlip(kind, node);
            case WIPE -> wipe(kind, node);
            default -> throw new IllegalArgumentException(kind + " is not a disk's fault");
        };
    }

    private boolean slow(FaultKind kind, SimulatedNode node) {
        scene.struck(kind, node);
        node.disk().faults().slow(scene.random().between(5, 200));
        scene.later(500, 5_000, () -> node.disk().faults().slow(1));
        return true;
    }

    private boolean stalled(FaultKind kind, SimulatedNode node) {
        scene.struck(kind, node);
        node.disk().faults().stallUntil(scene.now() + scene.random().between(200, 6_000) * MILLI);
        return true;
    }

    private boolean full(FaultKind kind, SimulatedNode node) {
        scene.struck(kind, node);
        node.expectTrouble();
        node.disk().faults().full(true);
        scene.later(500, 3_000, () -> node.disk().faults().full(false));
        return true;
    }

    private boolean failedSync(FaultKind kind, SimulatedNode node) {
        scene.struck(kind, node);
        node.expectTrouble();
        node.disk().faults().failNextSync();
        return true;
    }

    private boolean bitFlip(FaultKind kind, SimulatedNode node) {
        SimulatedDisk disk = node.disk();
        int where = scene.random().below(4);
        if (!scene.budget().mayLoseMemory(node)) {
            return false;
        }
        if (where == 0 && disk.settled()) {
            scene.struck(kind, node);
            node.crash();
            disk.rotTail();
            scene.world().restartLater(node, 10 * MILLI, 2_000 * MILLI);
            return true;
        }
        if (where == 1) {
            scene.struck(kind, node);
            node.crash();
            disk.rot();
            scene.world().restartLater(node, 10 * MILLI, 500 * MILLI);
            scene.later(600, 2_500, () -> replace(node));
            return true;
        }
        scene.struck(kind, node);
        node.crash();
        disk.rotSlot(World.GROUP, scene.random().below(2));
        scene.world().restartLater(node, 10 * MILLI, 2_000 * MILLI);
        return true;
    }

    private boolean wipe(FaultKind kind, SimulatedNode node) {
        if (!scene.budget().mayLoseMemory(node)) {
            return false;
        }
        scene.struck(kind, node);
        node.crash();
        replace(node);
        return true;
    }

    /** A new disk in the old machine: the operator's answer to one that does not open any more. */
    void replace(SimulatedNode node) {
        node.crash();
        node.disk().wipe();
        scene.world().rules().hardState.forgot(node.number());
        scene.world().restartLater(node, 10 * MILLI, 1_000 * MILLI);
    }
}
