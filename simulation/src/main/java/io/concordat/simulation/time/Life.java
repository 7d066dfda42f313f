package io.concordat.simulation.time;

import org.jspecify.annotations.Nullable;

/**
 * One process from its start to its death. Everything it has put into the schedule dies with it.
 *
 * <p>Its seams (loops, pool, transport, disk, clients) call {@link #effect} around each effect, which is where an
 * armed crash
 * strikes: between any two effects, also in the middle of a step.
 */
public final class Life {
    private final int process;
    private final int number;
    private final String name;
    private boolean alive = true;
    private long frozenUntil;
    private long effectsLeft = -1;
    private @Nullable Runnable armed;

    /** {@code process} is stable over lives, {@code number} counts them from 1. */
    public Life(int process, int number, String name) {
        this.process = process;
        this.number = number;
        this.name = name;
    }

    public int process() {
        return process;
    }

    public int number() {
        return number;
    }

    public boolean alive() {
        return alive;
    }

    /** Ends this life; what it has scheduled never runs. */
    public void end() {
        alive = false;
        armed = null;
    }

    /** Nothing of this process runs before {@code time}; what comes due meanwhile runs then, in order. */
    public void freezeUntil(long time) {
        frozenUntil = Math.max(frozenUntil, time);
    }

    /** Ends a freeze: what has piled up runs when it would have, everything later at once. */
    public void thaw() {
        frozenUntil = 0;
    }

    long frozenUntil() {
        return frozenUntil;
    }

    public boolean frozen(long now) {
        return frozenUntil > now;
    }

    /** Runs {@code death}, which must {@link #end} this life, in place of the effect after {@code effects} more. */
    public void crashAfter(long effects, Runnable death) {
        effectsLeft = effects;
        armed = death;
    }

    /** Takes an armed crash back. */
    public void disarm() {
        armed = null;
    }

    public boolean crashArmed() {
        return armed != null;
    }

    /** Marks a point between two effects. */
    public void effect() {
        if (!alive) {
            throw new Crashed(this);
        }
        if (armed != null && effectsLeft-- <= 0) {
            Runnable death = armed;
            armed = null;
            death.run();
            end();
            throw new Crashed(this);
        }
    }

    @Override
    public String toString() {
        return name + "#" + number;
    }
}
