package io.concordat.cli.lock;

import io.concordat.services.lock.client.HeldLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * A child in a process group of its own, which ends when its lock cannot be kept: TERM while a grace is left of the
 * lease, KILL before the lease is over. INT, TERM and HUP to us are passed on, and after the grace followed by KILL.
 */
final class ChildGroup {
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final List<String> PASSED_ON = List.of("INT", "TERM", "HUP");
    private static final long LOOK_MILLIS = 50;
    /** Killing takes a moment, and must be over before the lease is. */
    private static final Duration MARGIN = Duration.ofMillis(200);

    private final Process process;
    private final HeldLock held;
    private final boolean grouped;
    private volatile boolean lost;
    private volatile long killAt = Long.MAX_VALUE;
    private volatile boolean interrupted;

    private ChildGroup(Process process, HeldLock held, boolean grouped) {
        this.process = process;
        this.held = held;
        this.grouped = grouped;
    }

    static ChildGroup start(List<String> command, HeldLock held) throws IOException {
        boolean grouped = Files.isExecutable(SETSID);
        List<String> words = new ArrayList<>();
        if (grouped) {
            words.add(SETSID.toString());
        }
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        builder.environment().put("CONCORDAT_FENCE", Long.toString(held.fence()));
        builder.environment().put("CONCORDAT_LOCK", held.name());
        return new ChildGroup(builder.start(), held, grouped);
    }

    /** The child's status: 128 and the signal that ended it, else what it returned. */
    int await(Duration grace, Duration mostWhenLost) throws InterruptedException {
        for (String name : PASSED_ON) {
            Signal.handle(new Signal(name), signal -> passOn(signal.getName(), grace));
        }
        Duration graceWhenLost = grace.compareTo(mostWhenLost) < 0 ? grace : mostWhenLost;
        held.onLost(() -> lost = true);
        boolean killed = false;
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            Duration left = held.remaining().minus(MARGIN);
            if (!lost && left.compareTo(graceWhenLost) < 0) {
                lost = true;
            }
            if (lost && killAt == Long.MAX_VALUE) {
                killAt = System.nanoTime() + Math.max(0, Math.min(left.toNanos(), graceWhenLost.toNanos()));
                signal("TERM");
            }
            if (lost && left.isNegative() || killAt <= System.nanoTime()) {
                signal("KILL");
                killed = true;
            }
        }
        if (lost || interrupted || killed) {
            // What the child has started and left behind goes with it.
            signal("KILL");
        }
        return process.exitValue();
    }

    boolean lockLost() {
        return lost;
    }

    private void passOn(String name, Duration grace) {
        interrupted = true;
        signal(name);
        long by = System.nanoTime() + grace.toNanos();
        killAt = Math.min(killAt, by);
    }

    private void signal(String name) {
        if (!grouped) {
            process.descendants()
                    .forEach(name.equals("KILL") ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
            if (name.equals("KILL")) {
                process.destroyForcibly();
            } else {
                process.destroy();
            }
            return;
        }
        try {
            // Java can signal a process, not a group.
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " -" + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
