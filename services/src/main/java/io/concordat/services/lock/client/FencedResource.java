package io.concordat.services.lock.client;

import java.util.function.Function;

/**
 * A resource that refuses those whose lock was lost while they slept: no lock service can prevent that they come, only
 * the resource can tell them from the present holder. For resources in this process, and a pattern for others: keep the
 * greatest fence beside the data and compare it in the same transaction. Thread-safe; one use at a time.
 */
public final class FencedResource<T> {
    private final T resource;
    private long newest;

    public FencedResource(T resource) {
        this.resource = resource;
    }

    /** Throws {@link StaleFenceException}, without touching the resource, when a greater fence was seen before. */
    public synchronized <R> R use(long fence, Function<? super T, ? extends R> work) {
        if (fence < newest) {
            throw new StaleFenceException(fence, newest);
        }
        newest = fence;
        return work.apply(resource);
    }

    public synchronized long newest() {
        return newest;
    }
}
