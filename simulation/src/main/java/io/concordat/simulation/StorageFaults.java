package io.concordat.simulation;

import io.concordat.simulation.disk.SimulatedDisk;
import io.concordat.simulation.faults.FaultKind;
import io.concordat.simulation.time.Life;
import java.util.List;
import java.util.TreeMap;

/** Faults of disks. Whatever costs a replica its memory asks the budget first. */
final class StorageFaults {
    private static final long MILLI = Scene.MILLI;

    private final Scene scene;
    private final TreeMap<Integer, Backup> backups = new TreeMap<>();

    private record Backup(int life, SimulatedDisk.Image image) {}

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
            case LOW_DISK -> low(kind, node);
            case FAILED_SYNC -> failedSync(kind, node);
            case BIT_FLIP -> bitFlip(kind, node);
            case BIT_FLIP_LIVE -> bitFlipLive(kind, node);
            case TORN_TAIL -> tornTail(kind, node);
            case WIPE -> wipe(kind, node);
            case ROLLBACK -> rollback(kind, node);
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

    private boolean low(FaultKind kind, SimulatedNode node) {
        scene.struck(kind, node);
        node.disk().faults().low(true);
        scene.later(500, 8_000, () -> node.disk().faults().low(false));
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
            scene.later(600, 2_500, () -> replaceIfRotten(node));
            return true;
        }
        scene.struck(kind, node);
        node.crash();
        disk.rotSlot(World.GROUP, scene.random().below(2));
        scene.world().restartLater(node, 10 * MILLI, 2_000 * MILLI);
        return true;
    }

    /** Nobody notices until something is read: for a lagging follower, or at the next start. */
    private boolean bitFlipLive(FaultKind kind, SimulatedNode node) {
        if (!scene.budget().mayLoseMemory(node)) {
            return false;
        }
        scene.struck(kind, node);
        node.expectTrouble();
        node.disk().rotLive();
        scene.later(600, 4_000, () -> replaceIfRotten(node));
        return true;
    }

    private boolean tornTail(FaultKind kind, SimulatedNode node) {
        SimulatedDisk disk = node.disk();
        if (!disk.settled() || !scene.budget().mayLoseMemory(node)) {
            return false;
        }
        scene.struck(kind, node);
        node.crash();
        disk.tearTail(1 + scene.random().below(8));
        scene.world().restartLater(node, 10 * MILLI, 2_000 * MILLI);
        return true;
    }

    /**
     * A backup is taken in one life and put back in a later one. That is noticed for certain only once every other
     * member
     * has met a later life: what only a leader's memory could tell from the truth is outside every budget.
     */
    private boolean rollback(FaultKind kind, SimulatedNode node) {
        if (node.watch().unaware()) {
            return false;
        }
        Backup backup = backups.get(node.number());
        if (backup == null) {
            backup = new Backup(node.life().number(), node.disk().image());
            backups.put(node.number(), backup);
            node.crash();
            scene.world().restartLater(node, 10 * MILLI, 500 * MILLI);
        }
        putBack(kind, node, backup, 12);
        return true;
    }

    private void putBack(FaultKind kind, SimulatedNode node, Backup backup, int attempts) {
        List<Life> lives = lives();
        boolean met = metByAll(node, backup);
        scene.later(700, 1_500, () -> {
            if (backups.get(node.number()) != backup) {
                return;
            }
            if (met
                    && lives.equals(lives())
                    && metByAll(node, backup)
                    && scene.budget().mayLoseMemory(node)) {
                scene.struck(kind, node);
                backups.remove(node.number());
                node.crash();
                node.disk().restore(backup.image());
                node.watch().rolledBack();
                scene.world().rules().hardState.forgot(node.number());
                scene.world().restartLater(node, 10 * MILLI, 1_000 * MILLI);
            } else if (attempts > 0) {
                putBack(kind, node, backup, attempts - 1);
            }
        });
    }

    private List<Life> lives() {
        return scene.world().nodes().stream().map(SimulatedNode::life).toList();
    }

    /** Whether the others are connected to a later life, on disks that note it at once. */
    private boolean metByAll(SimulatedNode node, Backup backup) {
        for (SimulatedNode other : scene.world().nodes()) {
            boolean met = other == node
                    || (other.disk().faults().prompt(scene.now())
                            && scene.world().network().connected(other.number(), node.number()));
            if (!met || !other.up()) {
                return false;
            }
        }
        return node.life().number() > backup.life();
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

    /** Something else may have mended it meanwhile; a second loss of memory was not asked for. */
    private void replaceIfRotten(SimulatedNode node) {
        if (node.disk().isRotten()) {
            replace(node);
        }
    }

    /** A new disk in the old machine: the operator's answer to one that does not open any more. */
    void replace(SimulatedNode node) {
        node.crash();
        node.disk().wipe();
        // Others' backups remember lives that the new disk does not know: put back, each would make two forget at once.
        backups.clear();
        scene.world().rules().hardState.forgot(node.number());
        scene.world().restartLater(node, 10 * MILLI, 1_000 * MILLI);
    }
}
