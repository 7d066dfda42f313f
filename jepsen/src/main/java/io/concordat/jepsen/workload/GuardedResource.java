package io.concordat.jepsen.workload;

import io.concordat.services.lock.client.FencedResource;
import io.concordat.services.lock.client.StaleFenceException;
import java.util.Optional;

/**
 * What a lock protects: a number that its holders read, and write back one greater, some time later. It refuses fences
 * smaller than the greatest it saw; with fences that are unique and rise, no increment can be lost, whoever sleeps
 * where. Thread-safe.
 */
public final class GuardedResource {
    private final String name;
    private final FencedResource<long[]> number = new FencedResource<>(new long[1]);
    private long accepted;
    private long refused;

    public GuardedResource(String name) {
        this.name = name;
    }

    /** Throws {@link StaleFenceException} when somebody with a greater fence was here. */
    public long read(long fence) {
        return counted(() -> number.use(fence, cell -> cell[0]));
    }

    /** As {@link #read}. */
    public void write(long fence, long value) {
        counted(() -> number.use(fence, cell -> cell[0] = value));
        synchronized (this) {
            accepted++;
        }
    }

    private long counted(java.util.function.LongSupplier use) {
        try {
            return use.getAsLong();
        } catch (StaleFenceException e) {
            synchronized (this) {
                refused++;
            }
            throw e;
        }
    }

    /** How often it sent somebody away who came too late. */
    public synchronized long refused() {
        return refused;
    }

    /** What is wrong with it, once nobody uses it any more. */
    public synchronized Optional<String> complaint() {
        long value = number.use(Long.MAX_VALUE, cell -> cell[0]);
        return value == accepted
                ? Optional.empty()
                : Optional.of("the resource that lock " + name + " guards accepted " + accepted
                        + " increments and holds " + value + ": two holders came between each other");
    }
}
