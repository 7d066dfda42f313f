package io.concordat.simulation.time;

/**
 * Unwinds the code of a process that has just died in the middle of a step.
 *
 * <p>The life is dead before this is thrown, and every seam of a dead life throws it again: code that catches it by
 * mistake
 * still has no effect on the world.
 */
public final class Crashed extends Error {
    private static final long serialVersionUID = 1L;

    Crashed(Life life) {
        super(life + " is dead", null, false, false);
    }
}
