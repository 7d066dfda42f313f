package io.concordat.client;

import io.concordat.bytes.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * A session's events, each handed on once and in order, whoever sends them how often. Acknowledged is what the
 * listener has dealt with, so that a slow listener leaves the rest bounded by what the group keeps for the session.
 * {@link #accept} belongs to the loop.
 */
final class EventInbox {
    private final SessionListener listener;
    private final Executor callbacks;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;
    private long last;
    private volatile long delivered;

    EventInbox(SessionListener listener, Executor callbacks) {
        this.listener = listener;
        this.callbacks = callbacks;
    }

    long acknowledged() {
        return delivered;
    }

    /** Returns false when events before {@code first} are missing: they have to be sent again. */
    boolean accept(long first, List<Bytes> events) {
        if (first > last + 1) {
            return false;
        }
        int known = (int) Math.min(events.size(), last + 1 - first);
        List<Bytes> fresh = List.copyOf(events.subList(known, events.size()));
        if (!fresh.isEmpty()) {
            long number = last + 1;
            last += fresh.size();
            inOrder(() -> {
                for (int i = 0; i < fresh.size(); i++) {
                    listener.event(number + i, fresh.get(i));
                    delivered = number + i;
                }
            });
        }
        return true;
    }

    void lost(String code) {
        inOrder(() -> listener.lost(code));
    }

    /** The executor may have many threads; the listener is promised one call at a time. */
    private void inOrder(Runnable task) {
        synchronized (waiting) {
            waiting.addLast(task);
            if (running) {
                return;
            }
            running = true;
        }
        callbacks.execute(this::runWaiting);
    }

    private void runWaiting() {
        while (true) {
            Runnable task;
            synchronized (waiting) {
                task = waiting.pollFirst();
                if (task == null) {
                    running = false;
                    return;
                }
            }
            try {
                task.run();
            } catch (RuntimeException e) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }
}
