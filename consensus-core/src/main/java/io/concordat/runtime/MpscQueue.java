package io.concordat.runtime;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded queue with many producers and one consumer; whoever offers bounds what it offers, in bytes. Offering
 * never waits for anybody (D. Vyukov's linked queue); a poll that meets a half-done offer finds nothing and the
 * producer's own wake-up follows.
 */
public final class MpscQueue<T> {
    private final AtomicReference<Node<T>> last;
    private Node<T> first;

    private static final class Node<T> {
        private @Nullable T value;
        private volatile @Nullable Node<T> next;

        private Node(@Nullable T value) {
            this.value = value;
        }
    }

    public MpscQueue() {
        first = new Node<>(null);
        last = new AtomicReference<>(first);
    }

    /** Callable from any thread. */
    public void offer(T value) {
        Node<T> node = new Node<>(value);
        last.getAndSet(node).next = node;
    }

    /** The oldest value without taking it; the consumer's thread only. */
    public @Nullable T peek() {
        Node<T> next = first.next;
        return next == null ? null : next.value;
    }

    /**
     * Whether nothing is queued, not even a half-done offer that hides finished ones. To another thread than the
     * consumer's it may say no for what was just taken, but never yes while what that thread has offered is there.
     */
    public boolean isEmpty() {
        return last.get() == first;
    }

    /** Takes the oldest value; the consumer's thread only. */
    public @Nullable T poll() {
        Node<T> next = first.next;
        if (next == null) {
            return null;
        }
        T value = next.value;
        next.value = null;
        first = next;
        return value;
    }
}
