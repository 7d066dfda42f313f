package io.concordat.simulation.time;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The schedule: a binary heap by (time, sequence), so that equal times run in the order they were asked for and a
 * seed repeats
 * itself exactly. One thread.
 */
public final class VirtualTime {
    private Task[] heap = new Task[1_024];
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
        Task task = new Task(Math.max(time, now), sequence++, owner, activity, body);
        push(task);
        return task;
    }

    /** As {@link #at}, {@code delay} nanoseconds from now. */
    public Task after(long delay, @Nullable Life owner, Activity activity, Runnable body) {
        return at(now + delay, owner, activity, body);
    }

    /** Runs everything due up to {@code time}, then stands at it. */
    public void runUntil(long time) {
        while (size > 0 && heap[0].time <= time) {
            step();
        }
        now = Math.max(now, time);
    }

    /** Runs the next task; false when there is none. */
    public boolean step() {
        if (size == 0) {
            return false;
        }
        Task task = pop();
        now = task.time;
        Runnable body = task.body;
        Life owner = task.owner;
        if (body == null || (owner != null && !owner.alive())) {
            return true;
        }
        if (owner != null && owner.frozen(now)) {
            task.time = owner.frozenUntil();
            task.sequence = sequence++;
            push(task);
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

    private void push(Task task) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!task.before(heap[parent])) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = task;
    }

    @SuppressWarnings("NullAway") // The vacated cell must not keep the task alive.
    private Task pop() {
        Task top = heap[0];
        Task last = heap[--size];
        heap[size] = null;
        if (size > 0) {
            sink(last);
        }
        return top;
    }

    private void sink(Task task) {
        int at = 0;
        int half = size >>> 1;
        while (at < half) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (!heap[child].before(task)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = task;
    }
}
