package io.concordat.replica;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is among lines that wait, in bytes and not in pieces: deficit round robin (Shreedhar and Varghese
 * 1995). A line that has just come to wait goes before those that have waited through a turn, with one quantum
 * (RFC 8290, fq_codel): a small request passes its greedy neighbours, and coming often does not make it a greedy one.
 * Confined to its owner.
 */
final class Turns<L extends Turns.Line> {
    /** What a line may take before others have their turn. */
    private static final int QUANTUM = 32 << 10;

    private final Consumer<L> left;
    private final Deque<L> fresh = new ArrayDeque<>();
    private final Deque<L> waiting = new ArrayDeque<>();

    /** What may have a turn. */
    abstract static class Line {
        long credit;
        boolean listed;

        abstract boolean isEmpty();
    }

    /** {@code left} hears of lines that nothing more is known of here. */
    Turns(Consumer<L> left) {
        this.left = left;
    }

    /** {@code line} has something to take. */
    void waits(L line) {
        if (!line.listed) {
            line.listed = true;
            line.credit = QUANTUM;
            fresh.addLast(line);
        }
    }

    /** The line whose turn it is, null when none waits. Asking again without taking changes nothing. */
    @Nullable
    L next() {
        while (true) {
            Deque<L> first = fresh.isEmpty() ? waiting : fresh;
            L line = first.peekFirst();
            if (line == null) {
                return null;
            }
            if (line.isEmpty()) {
                first.removeFirst();
                leave(line, first == fresh);
            } else if (line.credit <= 0) {
                first.removeFirst();
                line.credit += QUANTUM;
                waiting.addLast(line);
            } else {
                return line;
            }
        }
    }

    /** An empty newcomer stays through one round, so that it cannot be a newcomer again before others had a turn. */
    private void leave(L line, boolean fromFresh) {
        if (fromFresh && !waiting.isEmpty()) {
            waiting.addLast(line);
        } else {
            line.listed = false;
            left.accept(line);
        }
    }

    void served(L line, long bytes) {
        line.credit -= bytes;
    }

    void clear() {
        fresh.clear();
        waiting.clear();
    }
}
