package io.concordat.protocol;

import io.concordat.runtime.Invariant;
import java.util.ArrayList;
import java.util.List;

/** What one step asks for, in order; at most one write. Reused by its owner from step to step. Not thread-safe. */
public final class Effects {
    private final List<Effect> list = new ArrayList<>();
    private boolean hasWrite;

    public void add(Effect effect) {
        if (effect instanceof Effect.Write) {
            Invariant.check(!hasWrite, "a step writes at most once");
            hasWrite = true;
        }
        list.add(effect);
    }

    public List<Effect> list() {
        return list;
    }

    public void clear() {
        list.clear();
        hasWrite = false;
    }
}
