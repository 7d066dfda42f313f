package io.concordat.services.counter;

import io.concordat.bytes.Bytes;
import io.concordat.services.ServiceLink;
import java.util.concurrent.CompletableFuture;

/**
 * Counters as a program uses them. Names are UTF-8, 1 byte to limits.nameBytes. Futures complete normally, whatever the
 * outcome; as thread-safe as its link.
 */
public final class CounterClient {
    private final ServiceLink link;

    /** Straight to a group whose machine is counters alone; see {@link #mounted} for a group of services. */
    public CounterClient(ServiceLink link) {
        this.link = link;
    }

    /** To the counters that {@link io.concordat.services.Services} mounts under their usual name. */
    public static CounterClient mounted(ServiceLink link) {
        return new CounterClient(link.service(CounterProvider.NAME));
    }

    public CompletableFuture<CounterResult> get(String name) {
        return link.query(CounterCodec.encodeGet(Bytes.utf8(name))).thenApply(CounterResult::of);
    }

    public CompletableFuture<CounterResult> add(String name, long delta) {
        return submit(new CounterCommand.Add(Bytes.utf8(name), delta));
    }

    public CompletableFuture<CounterResult> set(String name, long value) {
        return submit(new CounterCommand.Set(Bytes.utf8(name), value));
    }

    public CompletableFuture<CounterResult> compareAndSet(String name, long expected, long value) {
        return submit(new CounterCommand.CompareAndSet(Bytes.utf8(name), expected, value));
    }

    /** Adds unless the sum leaves [least, most]. */
    public CompletableFuture<CounterResult> addBounded(String name, long delta, long least, long most) {
        return submit(new CounterCommand.BoundedAdd(Bytes.utf8(name), delta, least, most));
    }

    public CompletableFuture<CounterResult> submit(CounterCommand command) {
        return submit(command, Bytes.EMPTY);
    }

    /** With opaque bytes that travel along and are ignored: the weight of a benchmark's command. */
    public CompletableFuture<CounterResult> submit(CounterCommand command, Bytes payload) {
        return link.submit(CounterCodec.encode(command, payload)).thenApply(CounterResult::of);
    }
}
