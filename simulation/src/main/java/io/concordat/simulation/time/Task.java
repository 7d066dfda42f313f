package io.concordat.simulation.time;

import io.concordat.runtime.Loop;
import org.jspecify.annotations.Nullable;

/** An entry of the schedule. */
public final class Task implements Loop.Timer {
    final @Nullable Life owner;
    final Activity activity;

    @Nullable
    Runnable body;

    Task(@Nullable Life owner, Activity activity, Runnable body) {
        this.owner = owner;
        this.activity = activity;
        this.body = body;
    }

    @Override
    public void cancel() {
        body = null;
    }
}
