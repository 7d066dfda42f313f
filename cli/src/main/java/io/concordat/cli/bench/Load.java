package io.concordat.cli.bench;

import io.concordat.bytes.Bytes;
import io.concordat.client.ClientSession;
import io.concordat.client.ClusterClient;
import io.concordat.error.ErrorCode;
import io.concordat.services.ServiceLink;
import io.concordat.services.counter.CounterClient;
import io.concordat.services.counter.CounterCommand;
import io.concordat.services.counter.CounterResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The operations of one service. Each is retried by its session until it has a definite outcome. */
final class Load {
    private static final Duration SESSION = Duration.ofMinutes(2);

    private final BenchPlan plan;
    private final List<ClusterClient> clients;
    private final String run = Long.toHexString(ThreadLocalRandom.current().nextLong());
    private final List<ClientSession> sessions = new ArrayList<>();
    private final List<CounterClient> counters = new ArrayList<>();
    private final List<LockPairs> locks = new ArrayList<>();
    private final Bytes payload;
    private final List<Bytes> names;
    private final AtomicInteger nextKey = new AtomicInteger();

    /** Sessions are dealt out to {@code clients} in turn. */
    Load(BenchPlan plan, List<ClusterClient> clients) {
        this.plan = plan;
        this.clients = clients;
        byte[] bytes = new byte[plan.payloadBytes()];
        ThreadLocalRandom.current().nextBytes(bytes);
        this.payload = Bytes.wrap(bytes);
        this.names = IntStream.range(0, plan.keys())
                .mapToObj(k -> Bytes.utf8(key(k)))
                .toList();
    }

    /** One future per session to open. */
    List<CompletableFuture<ClientSession>> open(Duration timeout) {
        List<CompletableFuture<ClientSession>> opening = new ArrayList<>();
        for (int i = 0; i < plan.sessions(); i++) {
            LockPairs pairs = new LockPairs(payload, plan.patience());
            locks.add(pairs);
            opening.add(client(i).openSession(SESSION, timeout, pairs));
        }
        return opening;
    }

    private ClusterClient client(int session) {
        return clients.get(session % clients.size());
    }

    void opened(ClientSession session) {
        ClusterClient client = client(sessions.size());
        locks.get(sessions.size()).opened(session);
        sessions.add(session);
        counters.add(CounterClient.mounted(ServiceLink.of(
                command -> session.submit(command, plan.patience()), query -> client.query(query, plan.patience()))));
    }

    boolean writes() {
        return plan.service().equals("counter");
    }

    CompletableFuture<CounterResult> next(int slot) {
        CounterClient counter = counters.get(slot % counters.size());
        if (plan.service().equals("lock")) {
            // Each slot has its lock; with fewer locks than slots they wait for each other.
            return locks.get(slot % locks.size()).next(key(slot % plan.keys()), "slot-" + slot);
        }
        int key = Math.floorMod(nextKey.getAndIncrement(), plan.keys());
        return writes() ? counter.submit(new CounterCommand.Add(names.get(key), 1), payload) : counter.get(key(key));
    }

    /** Keys of this run alone, so that what is read back is what this run wrote. */
    private String key(int number) {
        return "bench-" + run + "-" + number;
    }

    /** Linearizable reads of all keys. */
    List<CompletableFuture<CounterResult>> readBack() {
        List<CompletableFuture<CounterResult>> reads = new ArrayList<>();
        for (int key = 0; key < plan.keys(); key++) {
            reads.add(counters.get(0).get(key(key)));
        }
        return reads;
    }

    void close() {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        sessions.forEach(s -> closing.add(s.close(Duration.ofSeconds(1))));
        CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new)).join();
    }

    /** Whether a refusal says that trying again later makes sense. */
    static boolean transientRefusal(CounterResult.Refused refused) {
        return ErrorCode.of(refused.code())
                .map(code -> code.retryable() && code.outcome() == ErrorCode.Outcome.REFUSED)
                .orElse(false);
    }
}
