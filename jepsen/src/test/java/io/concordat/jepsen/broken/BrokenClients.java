package io.concordat.jepsen.broken;

import io.concordat.client.ClientSession;
import io.concordat.jepsen.model.Counter;
import io.concordat.jepsen.model.Model;
import io.concordat.jepsen.workload.ClusterWorkload;
import io.concordat.jepsen.workload.Scribe;
import io.concordat.jepsen.workload.WorkloadClient;
import io.concordat.node.ClusterConnection;
import io.concordat.services.ServiceLink;
import io.concordat.services.counter.CounterClient;
import io.concordat.services.counter.CounterResult;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A right counter, and clients that do not tell the truth about it. */
abstract class BrokenClients implements ClusterWorkload {
    private static final String NAME = "told-wrongly";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "counter";
    }

    @Override
    public List<String> services() {
        return List.of("counter");
    }

    @Override
    public Model<?> model() {
        return Counter.from(0);
    }

    /** One add, recorded in its own way. */
    abstract void add(Scribe scribe, Session session) throws InterruptedException;

    /** What a client has to ask with. */
    static final class Session {
        private final ClusterConnection connection;
        private final ClientSession session;

        Session(ClusterConnection connection) {
            this.connection = connection;
            session = connection
                    .client()
                    .openSession(Duration.ofSeconds(60), PATIENCE)
                    .join();
        }

        CounterResult add(Duration patience) {
            return counters(patience).add(NAME, 1).join();
        }

        CounterResult get() {
            return counters(PATIENCE).get(NAME).join();
        }

        private CounterClient counters(Duration patience) {
            return CounterClient.mounted(ServiceLink.of(
                    command -> session.submit(command, patience),
                    query -> connection.client().query(query, PATIENCE)));
        }
    }

    @Override
    public WorkloadClient open(ClusterConnection connection) {
        Session session = new Session(connection);
        return new WorkloadClient() {
            @Override
            public void act(Scribe scribe, Random random) throws InterruptedException {
                if (random.nextInt(3) == 0) {
                    readBack(scribe);
                } else {
                    add(scribe, session);
                }
            }

            @Override
            public boolean readBack(Scribe scribe) throws InterruptedException {
                return read(scribe, session);
            }
        };
    }

    boolean read(Scribe scribe, Session session) throws InterruptedException {
        Scribe.Open read = scribe.invoke("read", null, null);
        if (session.get() instanceof CounterResult.Value value) {
            read.ok(value.value());
            return true;
        }
        read.fail("no answer");
        return false;
    }

    static void addTruly(Scribe scribe, Session session) {
        Scribe.Open add = scribe.invoke("add", null, 1L);
        if (session.add(PATIENCE) instanceof CounterResult.Value) {
            add.ok(1L);
        } else {
            add.unknown("no answer");
        }
    }

    /** Sends a command again under a new number, as one does without sessions. */
    static final class RetriesAnew extends BrokenClients {
        @Override
        void add(Scribe scribe, Session session) {
            if (scribe.now() % 10 == 0) {
                Scribe.Open add = scribe.invoke("add", null, 1L);
                session.add(PATIENCE);
                session.add(PATIENCE);
                add.ok(1L);
            } else {
                addTruly(scribe, session);
            }
        }
    }

    /** Calls failed what it did not wait for. */
    static final class UnknownIsFailed extends BrokenClients {
        private static final Duration IMPATIENCE = Duration.ofNanos(300_000);

        @Override
        void add(Scribe scribe, Session session) {
            Scribe.Open add = scribe.invoke("add", null, 1L);
            if (session.add(IMPATIENCE) instanceof CounterResult.Value) {
                add.ok(1L);
            } else {
                add.fail("too slow for us");
            }
        }
    }

    /** Calls done what it has only handed over, or not even that. */
    static final class DoneBeforeItIs extends BrokenClients {
        @Override
        void add(Scribe scribe, Session session) {
            if (scribe.now() % 10 == 0) {
                scribe.invoke("add", null, 1L).ok(1L);
            } else {
                addTruly(scribe, session);
            }
        }
    }

    /** Answers from a cache of its own. */
    static final class Caches extends BrokenClients {
        private volatile long cached = -1;
        private volatile long since;

        @Override
        void add(Scribe scribe, Session session) {
            addTruly(scribe, session);
        }

        @Override
        boolean read(Scribe scribe, Session session) throws InterruptedException {
            if (cached >= 0 && scribe.now() - since < TimeUnit.MILLISECONDS.toNanos(500)) {
                scribe.invoke("read", null, null).ok(cached);
                return true;
            }
            since = scribe.now();
            if (session.get() instanceof CounterResult.Value value) {
                cached = value.value();
            }
            return super.read(scribe, session);
        }
    }
}
