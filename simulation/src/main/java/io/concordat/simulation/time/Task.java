package io.concordat.simulation.time;

import io.concordat.runtime.Loop;
import org.jspecify.annotations.Nullable;

/** An entry of the schedule. */
public final class Task implements Loop.Timer {
    long time;
    long sequence;
    final @Nullable Life owner;
    final Activity activity;

    @Nullable
    Runnable body;

    Task(long time, long sequence, @Nullable Life owner, Activity activity, Runnable body) {
        this.time = time;
        this.sequence = sequence;
        this.owner = owner;
        this.activity = activity;
        this.body = body;
    }

    boolean before(Task other) {
        return time < other.time || (time == other.time && sequence < other.sequence);
    }

    @Override
    public void cancel() {
        body = null;
    }
}
