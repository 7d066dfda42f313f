package io.concordat.jepsen.model;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sequence: grows at the back, shrinks at both ends, each in amortized constant time along one history of
 * states, and knows its hash without looking at its elements.
 */
public final class Sequence implements Iterable<Object> {
    private static final long FACTOR = 0x9E3779B97F4A7C15L | 1;
    public static final Sequence EMPTY = new Sequence(null, null, 0, 0);

    private record Cell(Object value, @Nullable Cell rest) {}

    private final @Nullable Cell front;
    private final @Nullable Cell back;
    private final int size;
    private final long hash;

    private Sequence(@Nullable Cell front, @Nullable Cell back, int size, long hash) {
        this.front = front;
        this.back = back;
        this.size = size;
        this.hash = hash;
    }

    public int size() {
        return size;
    }

    public Sequence append(Object value) {
        return new Sequence(front, new Cell(value, back), size + 1, hash * FACTOR + mixed(value));
    }

    /** This one with the first element where {@link #first} finds it at once. */
    public Sequence ready() {
        if (front != null || size == 0) {
            return this;
        }
        Cell turned = null;
        for (Cell c = back; c != null; c = c.rest) {
            turned = new Cell(c.value, turned);
        }
        return new Sequence(turned, null, size, hash);
    }

    public Object first() {
        Cell head = ready().front;
        if (head == null) {
            throw new NoSuchElementException();
        }
        return head.value;
    }

    public Sequence withoutFirst() {
        Sequence ready = ready();
        Cell head = ready.front;
        if (head == null) {
            throw new NoSuchElementException();
        }
        return new Sequence(head.rest, ready.back, size - 1, hash - mixed(head.value) * power(size - 1));
    }

    public Object last() {
        return back != null ? back.value : toArray()[size - 1];
    }

    public Sequence withoutLast() {
        if (back != null) {
            // hash = rest * FACTOR + mixed(last), undone by the inverse of the odd factor.
            return new Sequence(front, back.rest, size - 1, (hash - mixed(back.value)) * INVERSE);
        }
        Sequence shorter = EMPTY;
        Object[] all = toArray();
        for (int i = 0; i < size - 1; i++) {
            shorter = shorter.append(all[i]);
        }
        return shorter;
    }

    private static final long INVERSE = inverse();

    private static long inverse() {
        long x = FACTOR;
        for (int i = 0; i < 6; i++) {
            x *= 2 - FACTOR * x;
        }
        return x;
    }

    private static long power(int exponent) {
        long result = 1;
        long square = FACTOR;
        for (int e = exponent; e > 0; e >>= 1) {
            if ((e & 1) == 1) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }

    private static long mixed(Object value) {
        long h = value.hashCode() * 0xBF58476D1CE4E5B9L;
        return h ^ (h >>> 29) ^ 0x5DEECE66DL;
    }

    private Object[] toArray() {
        Object[] all = new Object[size];
        int i = 0;
        for (Cell c = front; c != null; c = c.rest) {
            all[i++] = c.value;
        }
        int j = size;
        for (Cell c = back; c != null; c = c.rest) {
            all[--j] = c.value;
        }
        return all;
    }

    @Override
    public Iterator<Object> iterator() {
        return java.util.Arrays.asList(toArray()).iterator();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Sequence that
                        && size == that.size
                        && hash == that.hash
                        && (front == that.front && back == that.back
                                || java.util.Arrays.equals(toArray(), that.toArray())));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash) * 31 + size;
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(" ", "[", "]");
        forEach(e -> text.add(String.valueOf(e)));
        return text.toString();
    }
}
