package io.concordat.services;

import io.concordat.api.Group;
import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The way from a typed client to its service: an embedded group, or a session with a cluster. As thread-safe as its
 * end.
 */
public interface ServiceLink {
    CompletableFuture<Outcome> submit(Bytes command);

    CompletableFuture<Outcome> query(Bytes query);

    static ServiceLink of(Group group) {
        return of(group::submit, group::query);
    }

    static ServiceLink of(
            Function<Bytes, CompletableFuture<Outcome>> submit, Function<Bytes, CompletableFuture<Outcome>> query) {
        return new ServiceLink() {
            @Override
            public CompletableFuture<Outcome> submit(Bytes command) {
                return submit.apply(command);
            }

            @Override
            public CompletableFuture<Outcome> query(Bytes bytes) {
                return query.apply(bytes);
            }
        };
    }

    /** The way to the service mounted under {@code name} by {@link Services}. */
    default ServiceLink service(String name) {
        Bytes prefix = ServiceName.prefix(name);
        return of(
                command -> submit(Bytes.concat(prefix, command)).thenApply(ServiceReply::unwrap),
                query -> query(Bytes.concat(prefix, query)).thenApply(ServiceReply::unwrap));
    }
}
