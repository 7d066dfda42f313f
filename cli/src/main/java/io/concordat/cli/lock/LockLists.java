package io.concordat.cli.lock;

import io.concordat.bytes.Bytes;
import io.concordat.cli.Asking;
import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.node.ClusterConnection;
import io.concordat.services.lock.LockNeed;
import io.concordat.services.lock.LockPage;
import io.concordat.services.lock.LockQuery;
import io.concordat.services.lock.LockView;
import io.concordat.services.lock.client.LockClient;
import io.concordat.services.lock.client.LockFailedException;
import io.concordat.services.lock.client.LockOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the service knows of its locks, page after page. */
final class LockLists {
    private final Target target;
    private final Output output;

    LockLists(Target target, Output output) {
        this.target = target;
        this.output = output;
    }

    int all() {
        List<Map<String, Object>> rows = new ArrayList<>();
        try (ClusterConnection connection = target.connect()) {
            LockClient locks = client(connection);
            Bytes after = Bytes.EMPTY;
            boolean more = true;
            while (more) {
                LockPage page = ask(locks, new LockQuery.Listing(after));
                for (LockView lock : page.locks()) {
                    rows.add(output.json() ? object(lock) : row(lock));
                    after = lock.name();
                }
                more = page.more();
            }
        }
        output.list(rows);
        return 0;
    }

    int one(String name) {
        LockView found = null;
        List<LockView.Waiter> waiters = new ArrayList<>();
        try (ClusterConnection connection = target.connect()) {
            LockClient locks = client(connection);
            long from = 0;
            boolean more = true;
            while (more) {
                LockPage page = ask(locks, new LockQuery.Info(Bytes.utf8(name), from));
                more = page.more() && !page.locks().isEmpty();
                if (!page.locks().isEmpty()) {
                    found = page.locks().get(0);
                    waiters.addAll(found.waiters());
                    more = more && !found.waiters().isEmpty();
                    from = waiters.isEmpty()
                            ? 0
                            : waiters.get(waiters.size() - 1).ticket() + 1;
                }
            }
        }
        Map<String, Object> object;
        if (found == null) {
            object = new LinkedHashMap<>();
            object.put("name", name);
            object.put("holders", List.of());
        } else {
            object = object(found);
        }
        object.put("waiters", waiters.stream().map(LockLists::waiter).toList());
        output.result(object, words(object));
        return 0;
    }

    private static String words(Map<String, Object> object) {
        StringBuilder out = new StringBuilder();
        out.append(object.get("name")).append(object.containsKey("mode") ? " (" + object.get("mode") + ")" : " (free)");
        ((List<?>) object.getOrDefault("holders", List.of()))
                .forEach(holder -> out.append("\n  held by ").append(line(holder)));
        ((List<?>) object.getOrDefault("waiters", List.of()))
                .forEach(waiter -> out.append("\n  waiting ").append(line(waiter)));
        return out.toString();
    }

    private static String line(Object facts) {
        StringBuilder out = new StringBuilder();
        ((Map<?, ?>) facts)
                .forEach((key, value) ->
                        out.append(key).append(' ').append(value).append("  "));
        return out.toString().stripTrailing();
    }

    LockClient client(ClusterConnection connection) {
        return new LockClient(connection.client(), LockOptions.DEFAULTS.withTimeout(target.timeout()));
    }

    LockPage ask(LockClient locks, LockQuery query) {
        return Asking.await(
                locks.ask(query).handle((page, failure) -> {
                    if (page != null) {
                        return page;
                    }
                    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                    if (cause instanceof LockFailedException e) {
                        throw new CommandFailed(e.code(), String.valueOf(e.getMessage()), "");
                    }
                    throw new IllegalStateException(cause);
                }),
                target.timeout());
    }

    private static Map<String, Object> object(LockView lock) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", lock.name().toUtf8());
        out.put("mode", mode(lock));
        if (lock.of() != 0) {
            out.put("of", lock.of());
        }
        out.put("held", lock.held());
        out.put("waiting", lock.waiting());
        out.put("holders", lock.holders().stream().map(LockLists::holder).toList());
        return out;
    }

    private static Map<String, Object> row(LockView lock) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", lock.name().toUtf8());
        out.put("mode", mode(lock));
        out.put("held", lock.held());
        out.put("waiting", lock.waiting());
        LockView.Holder first = lock.holders().isEmpty() ? null : lock.holders().get(0);
        out.put("fence", first == null ? "" : first.fence());
        out.put("holder", first == null ? "" : first.owner().toString());
        out.put("remaining", first == null ? "" : millis(first.remaining()) + "ms");
        return out;
    }

    private static String mode(LockView lock) {
        if (lock.of() != 0) {
            return "semaphore";
        }
        boolean exclusive = lock.holders().stream().anyMatch(h -> h.permits() == LockNeed.ALL);
        return exclusive ? "exclusive" : "shared";
    }

    private static Map<String, Object> holder(LockView.Holder holder) {
        Map<String, Object> out = LockCalls.owner(holder.owner());
        out.put("fence", holder.fence());
        out.put("holds", holder.holds());
        if (holder.permits() != LockNeed.ALL) {
            out.put("permits", holder.permits());
        }
        out.put("ttlMillis", millis(holder.timeToLive()));
        out.put("remainingMillis", millis(holder.remaining()));
        out.put("heldMillis", millis(holder.heldFor()));
        return out;
    }

    static Map<String, Object> waiter(LockView.Waiter waiter) {
        Map<String, Object> out = LockCalls.owner(waiter.owner());
        out.put("ticket", waiter.ticket());
        out.put("mode", waiter.permits() == LockNeed.ALL ? "exclusive" : waiter.permits() + " permits");
        out.put("waitedMillis", millis(waiter.waited()));
        return out;
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
