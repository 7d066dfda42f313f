package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of a register: who wrote it (nobody: the first one) and who read it. */
final class ValueZone {
    private static final int BEFORE_ALL = -1;

    private final @Nullable Operation write;
    private final List<Operation> reads = new ArrayList<>();
    private int firstReturn;
    private int lastCall;

    private ValueZone(@Nullable Operation write) {
        this.write = write;
        firstReturn = write == null ? BEFORE_ALL : write.returned();
        lastCall = write == null ? BEFORE_ALL : write.called();
    }

    static ValueZone initial() {
        return new ValueZone(null);
    }

    static ValueZone writtenBy(Operation write) {
        return new ValueZone(write);
    }

    void read(Operation read) {
        reads.add(read);
        firstReturn = Math.min(firstReturn, read.returned());
        lastCall = Math.max(lastCall, read.called());
    }

    int writeCalled() {
        return write == null ? BEFORE_ALL : write.called();
    }

    boolean needed() {
        return !reads.isEmpty() || (write != null && write.required());
    }

    /**
     * Whether the value certainly stood from {@link #from} to {@link #to}; else it stood at some moment between them.
     */
    boolean forward() {
        return firstReturn < lastCall;
    }

    int from() {
        return Math.min(firstReturn, lastCall);
    }

    int to() {
        return Math.max(firstReturn, lastCall);
    }

    /** The write, and the reads in the order of their calls. */
    List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        if (write != null) {
            all.add(write);
        }
        all.addAll(reads);
        return all;
    }

    @Nullable
    Operation lastReturn() {
        Operation last = null;
        for (Operation o : operations()) {
            if (o.required() && (last == null || o.returned() > last.returned())) {
                last = o;
            }
        }
        return last;
    }
}
