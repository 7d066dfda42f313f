package io.concordat.cli.lock;

import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.node.ClusterConnection;
import io.concordat.node.Json;
import io.concordat.services.lock.LockOwner;
import io.concordat.services.lock.LockPage;
import io.concordat.services.lock.LockQuery;
import io.concordat.services.lock.LockView;
import io.concordat.services.lock.client.LockClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The wait-for graph. */
@Command(name = "graph", description = "Who waits for whom, over which lock.")
final class LockGraph implements Callable<Integer> {
    /** How the graph is written. */
    enum Form {
        text,
        json,
        mermaid
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json|mermaid",
            defaultValue = "text",
            description = "How the graph is written: ${COMPLETION-CANDIDATES} (default text).")
    private Form form = Form.text;

    @Mixin
    private Target target = new Target();

    @Override
    public Integer call() {
        List<LockView.Waiter> waiters = new ArrayList<>();
        LockLists lists = new LockLists(target, new Output());
        try (ClusterConnection connection = target.connect()) {
            LockClient locks = lists.client(connection);
            long from = 0;
            boolean more = true;
            while (more) {
                LockPage page = lists.ask(locks, new LockQuery.Waiting(from));
                waiters.addAll(page.waiters());
                more = page.more() && !page.waiters().isEmpty();
                from = waiters.isEmpty() ? 0 : waiters.get(waiters.size() - 1).ticket() + 1;
            }
        }
        Output.out()
                .println(
                        switch (form) {
                            case json -> Json.of(Map.of("edges", edges(waiters)));
                            case mermaid -> mermaid(waiters);
                            case text -> text(waiters);
                        });
        Output.out().flush();
        return 0;
    }

    private static List<Map<String, Object>> edges(List<LockView.Waiter> waiters) {
        List<Map<String, Object>> edges = new ArrayList<>();
        for (LockView.Waiter waiter : waiters) {
            Map<String, Object> edge = new LinkedHashMap<>();
            edge.put("waiter", LockCalls.owner(waiter.owner()));
            edge.put("lock", waiter.lock().toUtf8());
            edge.put("ticket", waiter.ticket());
            edge.put("waitedMillis", waiter.waited() / 1_000_000);
            edge.put("holders", waiter.inTheWay().stream().map(LockCalls::owner).toList());
            edges.add(edge);
        }
        return edges;
    }

    private static String text(List<LockView.Waiter> waiters) {
        if (waiters.isEmpty()) {
            return "nobody waits";
        }
        List<String> lines = new ArrayList<>();
        for (LockView.Waiter waiter : waiters) {
            String holders = String.join(
                    ", ", waiter.inTheWay().stream().map(LockOwner::toString).toList());
            lines.add(waiter.owner() + " waits for " + waiter.lock().toUtf8() + ", held by " + holders);
        }
        return String.join("\n", lines);
    }

    private static String mermaid(List<LockView.Waiter> waiters) {
        StringBuilder out = new StringBuilder("graph LR");
        Map<String, String> nodes = new LinkedHashMap<>();
        for (LockView.Waiter waiter : waiters) {
            for (LockOwner holder : waiter.inTheWay()) {
                out.append("\n  ")
                        .append(node(nodes, waiter.owner()))
                        .append(" -- \"")
                        .append(quoted(waiter.lock().toUtf8()));
                out.append("\" --> ").append(node(nodes, holder));
            }
        }
        return out.toString();
    }

    /** Each owner's label is written where it first appears. */
    private static String node(Map<String, String> nodes, LockOwner owner) {
        String text = owner.toString();
        String known = nodes.get(text);
        if (known != null) {
            return known;
        }
        String fresh = "n" + nodes.size();
        nodes.put(text, fresh);
        return fresh + "[\"" + quoted(text) + "\"]";
    }

    private static String quoted(String text) {
        return text.replace("\"", "#quot;");
    }
}
