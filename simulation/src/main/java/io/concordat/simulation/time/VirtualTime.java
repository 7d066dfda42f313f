package io.concordat.simulation.time;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The schedule: a binary heap by (time, sequence), so that equal times run in the order they were asked for and a
 * seed repeats
 * itself exactly. One thread.
 */
public final class VirtualTime {
    // Times and sequences stand beside the tasks, so that comparing them touches no task.
    private Task[] heap = new Task[1_024];
    private long[] times = new long[heap.length];
    private long[] sequences = new long[heap.length];
    private int size;
    private long now;
    private long sequence;
    private long events;
    private long hash;
    private final Witness witness;

    /** Who is told what the schedule does. */
    public interface Witness {
        /** Before a task runs. */
        void running(long now, @Nullable Life owner, Activity activity);

        /** After it, also when it threw. */
        void ran(@Nullable Life owner);

        /** A task of a life that has not ended threw something: never right. */
        void threw(@Nullable Life owner, Throwable thrown);
    }

    public VirtualTime(Witness witness) {
        this.witness = witness;
    }

    /** Nanoseconds since the simulation began. */
    public long now() {
        return now;
    }

    /** Tasks run so far. */
    public long events() {
        return events;
    }

    /** A digest of everything that happened: which task ran when, and what was {@link #fold folded} in. */
    public long traceHash() {
        return hash;
    }

    /** Adds a fact to the trace hash. */
    public void fold(long fact) {
        hash = SeededRandom.mix(hash + 0x9E3779B97F4A7C15L ^ fact);
    }

    /** Runs {@code body} at {@code time} (now at the earliest), unless {@code owner} is dead by then. */
    public Task at(long time, @Nullable Life owner, Activity activity, Runnable body) {
        Task task = new Task(owner, activity, body);
        push(task, Math.max(time, now));
        return task;
    }

    /** As {@link #at}, {@code delay} nanoseconds from now. */
    public Task after(long delay, @Nullable Life owner, Activity activity, Runnable body) {
        return at(now + delay, owner, activity, body);
    }

    /** Runs everything due up to {@code time}, then stands at it. */
    public void runUntil(long time) {
        while (size > 0 && times[0] <= time) {
            step();
        }
        now = Math.max(now, time);
    }

    /** Runs the next task; false when there is none. */
    public boolean step() {
        if (size == 0) {
            return false;
        }
        now = times[0];
        Task task = pop();
        Runnable body = task.body;
        Life owner = task.owner;
        if (body == null || (owner != null && !owner.alive())) {
            return true;
        }
        if (owner != null && owner.frozen(now)) {
            push(task, owner.frozenUntil());
            return true;
        }
        run(task, owner, body);
        return true;
    }

    private void run(Task task, @Nullable Life owner, Runnable body) {
        task.body = null;
        events++;
        fold(now * 31 + task.activity.ordinal() + (owner == null ? 0 : owner.process() * 1_000_003L));
        witness.running(now, owner, task.activity);
        try {
            body.run();
        } catch (Crashed died) {
            // The life ended inside its own step; whoever ended it has arranged what follows.
            fold(0xDEAD);
        } catch (Throwable thrown) {
            if (owner == null || owner.alive()) {
                witness.threw(owner, thrown);
            }
        }
        witness.ran(owner);
    }

    private void push(Task task, long time) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
            times = Arrays.copyOf(times, size * 2);
            sequences = Arrays.copyOf(sequences, size * 2);
        }
        // Nothing has a later sequence, so equal times stay above it.
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (times[parent] <= time) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        put(at, task, time, sequence++);
    }

    @SuppressWarnings("NullAway") // The vacated cell must not keep the task alive.
    private Task pop() {
        Task top = heap[0];
        int last = --size;
        if (last > 0) {
            sink(heap[last], times[last], sequences[last]);
        }
        heap[last] = null;
        return top;
    }

    private void sink(Task task, long time, long order) {
        int at = 0;
        int half = size >>> 1;
        while (at < half) {
            int child = 2 * at + 1;
            if (child + 1 < size && before(child + 1, times[child], sequences[child])) {
                child++;
            }
            if (!before(child, time, order)) {
                break;
            }
            move(child, at);
            at = child;
        }
        put(at, task, time, order);
    }

    private boolean before(int cell, long time, long order) {
        return times[cell] < time || (times[cell] == time && sequences[cell] < order);
    }

    private void move(int from, int to) {
        put(to, heap[from], times[from], sequences[from]);
    }

    private void put(int cell, Task task, long time, long order) {
        heap[cell] = task;
        times[cell] = time;
        sequences[cell] = order;
    }
}
