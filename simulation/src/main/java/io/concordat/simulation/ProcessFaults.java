package io.concordat.simulation;

import io.concordat.simulation.faults.FaultKind;

/** Faults of processes and of their sense of time. Each method says whether it struck. */
final class ProcessFaults {
    private static final long MILLI = Scene.MILLI;

    private final Scene scene;

    ProcessFaults(Scene scene) {
        this.scene = scene;
    }

    boolean strike(FaultKind kind) {
        SimulatedNode node = scene.victim();
        return switch (kind) {
            case CRASH -> crash(kind, node, false);
            case POWERCUT -> crash(kind, node, true);
            case CRASH_MID_STEP -> midStep(kind, node, false);
            case POWERCUT_MID_STEP -> midStep(kind, node, true);
            case POWERCUT_ALL -> all(kind);
            case RESTART_STORM -> storm(kind, node, scene.random().below(6) + 3);
            case PAUSE -> pause(kind, node);
            case CLOCK_JUMP -> jump(kind, node);
            case CLOCK_DRIFT -> drift(kind, node);
            default -> throw new IllegalArgumentException(kind + " is not a process's fault");
        };
    }

    private boolean crash(FaultKind kind, SimulatedNode node, boolean power) {
        if (!node.up()) {
            return false;
        }
        scene.struck(kind, node);
        if (power) {
            node.cutPower();
        } else {
            node.crash();
        }
        comeBack(node);
        return true;
    }

    private void comeBack(SimulatedNode node) {
        if (scene.random().chance(0.5)) {
            scene.world().restartLater(node, 5 * MILLI, 300 * MILLI);
        } else {
            scene.world().restartLater(node, 300 * MILLI, 5_000 * MILLI);
        }
    }

    private boolean midStep(FaultKind kind, SimulatedNode node, boolean power) {
        if (!node.up() || node.life().crashArmed()) {
            return false;
        }
        // Also in the first steps of a life: some of these fall into its start.
        node.dieAfter(scene.random().nextLong(60), () -> crash(kind, node, power));
        return true;
    }

    private boolean all(FaultKind kind) {
        scene.struckWorld(kind);
        for (SimulatedNode node : scene.world().nodes()) {
            node.cutPower();
            scene.world().restartLater(node, 50 * MILLI, 1_500 * MILLI);
        }
        return true;
    }

    private boolean storm(FaultKind kind, SimulatedNode node, int times) {
        if (!node.up()) {
            return false;
        }
        scene.struck(kind, node);
        again(node, times);
        return true;
    }

    private void again(SimulatedNode node, int times) {
        node.crash();
        scene.world().restartLater(node, MILLI, 50 * MILLI);
        if (times > 0) {
            scene.later(60, 400, () -> again(node, times - 1));
        }
    }

    private boolean pause(FaultKind kind, SimulatedNode node) {
        if (!node.up()) {
            return false;
        }
        scene.struck(kind, node);
        long longest = scene.random().chance(0.5) ? 400 : 4_000;
        node.life().freezeUntil(scene.now() + scene.random().between(20, longest) * MILLI);
        return true;
    }

    private boolean jump(FaultKind kind, SimulatedNode node) {
        scene.struck(kind, node);
        long hour = 3_600_000;
        node.clock().jumpWall(scene.random().between(-24 * hour, 24 * hour));
        return true;
    }

    private boolean drift(FaultKind kind, SimulatedNode node) {
        scene.struck(kind, node);
        long most = scene.random().chance(0.8) ? 1_000 : SeededSettings.MOST_DRIFT_PPM;
        node.clock().drift(scene.random().between(-most, most));
        return true;
    }
}
