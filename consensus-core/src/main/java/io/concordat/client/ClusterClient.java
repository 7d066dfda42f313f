package io.concordat.client;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import io.concordat.runtime.Clock;
import io.concordat.runtime.HostRuntime;
import io.concordat.runtime.Loop;
import io.concordat.runtime.RandomSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A client of one group: finds the leader, keeps one connection per node for all its sessions, reads and asks for
 * status.
 *
 * <p>Thread-safe; nothing here blocks. All state lives on one loop; futures are completed by the callbacks executor.
 */
public final class ClusterClient implements AutoCloseable {
    private static final int NONCE_BYTES = 16;
    /** Longer waits are as good as for ever, and sums with the clock must not overflow. */
    private static final long LONGEST = Duration.ofDays(3_650).toNanos();

    private final ClientSetup setup;
    private final Loop loop;
    private final Clock clock;
    private final RandomSource random;
    private final LeaderFinder finder;
    private final RetryBudget budget = new RetryBudget();
    private final SendingRoom sendingRoom;
    private final SortedMap<Integer, Connection> connections = new TreeMap<>();
    private final SortedMap<Integer, ErrorCode> rejections = new TreeMap<>();
    private final Map<Bytes, ClientSession> sessions = new LinkedHashMap<>();
    private final Calls calls;
    private final @Nullable Members members;
    private final WakeUp wakeUp;
    private boolean closed;

    /** Starts nothing but a loop; nodes are dialled when there is something to ask. */
    public ClusterClient(ClientSetup setup) {
        this.setup = setup;
        this.loop = setup.runtime().newLastingLoop("client");
        this.clock = setup.runtime().clock();
        this.random = setup.runtime().random().split();
        this.finder = new LeaderFinder(setup.nodes(), setup.timeouts(), random.split());
        this.sendingRoom = new SendingRoom(loop, setup.limits());
        this.wakeUp = new WakeUp(loop, clock, this::pump);
        this.calls = new Calls(this, new Backoff(setup.timeouts().firstBackoff(), random));
        this.members = setup.replies().everyMember() ? new Members(this, new Events(), connections) : null;
    }

    /** As {@link #openSession(Duration, Duration, SessionListener)} for a session nobody sends events to. */
    public CompletableFuture<ClientSession> openSession(Duration timeToLive, Duration timeout) {
        return openSession(timeToLive, timeout, SessionListener.NONE);
    }

    /**
     * Registers a session that lives until it is closed or was silent for {@code timeToLive} of cluster time; it
     * keeps itself alive. Fails with {@link ClientException}.
     */
    public CompletableFuture<ClientSession> openSession(
            Duration timeToLive, Duration timeout, SessionListener listener) {
        ClientSession session = startSession(timeToLive, timeout, listener);
        return session.opened().thenApply(nothing -> session);
    }

    /**
     * Registers a session whose id follows from {@code nonce} (16 bytes), or renews it when it is known: somebody who
     * keeps the nonce can keep the session. Commands must be sent by one of its clients alone.
     */
    public CompletableFuture<ClientSession> openSession(Bytes nonce, Duration timeToLive, Duration timeout) {
        if (nonce.length() != NONCE_BYTES) {
            throw new IllegalArgumentException("a nonce has 16 bytes, not " + nonce.length());
        }
        ClientSession session = startSession(nonce, timeToLive, timeout, SessionListener.NONE);
        return session.opened().thenApply(nothing -> session);
    }

    /** A session that takes commands at once and sends them when it is open. */
    ClientSession startSession(Duration timeToLive, Duration timeout, SessionListener listener) {
        return startSession(null, timeToLive, timeout, listener);
    }

    private ClientSession startSession(
            @Nullable Bytes known, Duration timeToLive, Duration timeout, SessionListener listener) {
        ClientSession session = new ClientSession(this, nanos(timeToLive), deadline(timeout), listener);
        loop.execute(() -> {
            if (closed) {
                session.end(new Outcome.Refused(ErrorCode.NO_QUORUM.name(), "the client is closed"));
            } else {
                Bytes nonce = known == null ? freshNonce() : known;
                sessions.put(session.start(nonce, new Backoff(setup.timeouts().firstBackoff(), random)), session);
                session.pump();
            }
        });
        return session;
    }

    private Bytes freshNonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        for (int i = 0; i < nonce.length; i++) {
            nonce[i] = (byte) random.nextLong(256);
        }
        return Bytes.wrap(nonce);
    }

    /** Reads linearizably at the leader; repeated as often as needed, because a read changes nothing. */
    public CompletableFuture<Outcome> query(Bytes query, Duration timeout) {
        long by = deadline(timeout);
        Calls.Question question = members == null
                ? id -> Questions.atLeader(setup.group(), id, query, patienceMillis(by))
                : id -> Questions.ordered(this, id, query, patienceMillis(by));
        return ask(0, by, question).handle(Questions::outcome);
    }

    /**
     * Reads linearizably at {@code node}, whether it leads or follows: a follower asks the leader how far its state has
     * to be, and answers itself. As {@link #query(Bytes, Duration)} with 0, and where answers need several replicas.
     */
    public CompletableFuture<Outcome> query(Bytes query, int node, Duration timeout) {
        if (node == 0 || members != null) {
            return query(query, timeout);
        }
        setup.mustKnow(node);
        long by = deadline(timeout);
        return ask(node, by, id -> Questions.at(setup.group(), id, query, patienceMillis(by)))
                .handle(Questions::outcome);
    }

    /**
     * What {@code node} says of itself. With {@code atIndex} other than 0 the node waits up to {@code wait} to tell
     * its state hash at exactly that index. Fails with {@link ClientException} as soon as the node proves
     * unreachable.
     */
    public CompletableFuture<NodeStatus> status(int node, long atIndex, Duration wait, Duration timeout) {
        setup.mustKnow(node);
        int waitMillis = (int) Math.min(Integer.MAX_VALUE, wait.toMillis());
        return ask(node, deadline(timeout), id -> Questions.status(setup.group(), id, atIndex, waitMillis))
                .thenApply(answer -> ((Answer.StatusAnswer) answer).status());
    }

    /** As {@link #status(int, long, Duration, Duration)}, about now. */
    public CompletableFuture<NodeStatus> status(int node, long atIndex, Duration timeout) {
        return status(node, atIndex, timeout, timeout);
    }

    /** How often a node has answered that it is too busy, since the start. */
    public long busyAnswers() {
        return budget.pressures();
    }

    /** Its clock and threads, for what is built on top of it. */
    public HostRuntime runtime() {
        return setup.runtime();
    }

    /** Completes its futures and calls its listeners. */
    public Executor callbacks() {
        return setup.callbacks();
    }

    public List<Integer> nodes() {
        return setup.nodes();
    }

    /** Ends everything, the dialer too: what was never sent is refused, the rest is unknown, sessions expire. */
    @Override
    public void close() {
        loop.execute(() -> {
            if (!closed) {
                closed = true;
                endAll(ErrorCode.NO_QUORUM, "the client was closed");
                List.copyOf(connections.values()).forEach(connection -> connection.drop("CONNECTION_LOST", "closed"));
                wakeUp.cancel();
                setup.dialer().close();
            }
        });
    }

    private void endAll(ErrorCode code, String why) {
        List.copyOf(sessions.values()).forEach(session -> session.end(new Outcome.Refused(code.name(), why)));
        calls.close(code, why);
    }

    CompletableFuture<Answer> ask(int node, long deadline, Calls.Question question) {
        CompletableFuture<Answer> result = new CompletableFuture<>();
        loop.execute(() -> {
            if (closed) {
                deliver(() ->
                        result.completeExceptionally(new ClientException(ErrorCode.NO_QUORUM, "the client is closed")));
                return;
            }
            calls.ask(node, deadline, question).whenComplete((answer, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(failure);
                } else {
                    result.complete(answer);
                }
            });
        });
        return result;
    }

    // What follows is for this package, and but for deadline() and deliver() for the loop only.

    ClientSetup setup() {
        return setup;
    }

    Loop loop() {
        return loop;
    }

    Clock clock() {
        return clock;
    }

    LeaderFinder finder() {
        return finder;
    }

    RetryBudget budget() {
        return budget;
    }

    SendingRoom sendingRoom() {
        return sendingRoom;
    }

    long now() {
        return clock.monotonicNanos();
    }

    long deadline(Duration timeout) {
        return now() + nanos(timeout);
    }

    /** At least 1, because 0 says nothing. */
    int patienceMillis(long deadline) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (deadline - now()) / 1_000_000));
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(LONGEST)) < 0 ? duration.toNanos() : LONGEST;
    }

    Bundle.Identity identity(Bytes session) {
        return new Bundle.Identity(setup.cluster(), setup.group(), session, setup.clientKey());
    }

    Bytes sign(Bytes signedBytes) {
        return setup.signer() == null ? Bytes.EMPTY : setup.signer().sign(signedBytes);
    }

    /** Runs callers' code off the loop. */
    void deliver(Runnable completions) {
        try {
            setup.callbacks().execute(completions);
        } catch (RejectedExecutionException closed) {
            // A future completed here, after the executor was shut down, beats one that never is.
            completions.run();
        }
    }

    /** A connection to whoever is believed to lead; null while there is none, everybody is pumped when there is. */
    @Nullable
    Connection leader() {
        if (now() < finder.readyAt()) {
            wakeUp.by(finder.readyAt());
            return null;
        }
        if (members != null) {
            return members.reached();
        }
        return connection(finder.candidate());
    }

    /** A standing connection, or null after dialling one. */
    @Nullable
    Connection connection(int node) {
        Connection known = connections.get(node);
        if (known != null) {
            return known.open() ? known : null;
        }
        Connection dialled = new Connection(node, new Events(), loop, setup.limits());
        connections.put(node, dialled);
        setup.dialer().dial(node, dialled);
        loop.schedule(setup.timeouts().attempt(), () -> {
            if (!dialled.open()) {
                dialled.drop(ErrorCode.CONNECTION_LOST.name(), "node " + node + " does not accept connections");
            }
        });
        return null;
    }

    void pumpBy(long moment) {
        wakeUp.by(moment);
    }

    RandomSource random() {
        return random;
    }

    void pumpLater() {
        wakeUp.by(Math.max(now(), finder.readyAt()));
    }

    private void pump() {
        if (!closed) {
            List.copyOf(sessions.values()).forEach(ClientSession::pump);
            calls.pump();
        }
    }

    void forget(ClientSession session) {
        sendingRoom.forget(session);
        Bytes id = session.idIfStarted();
        if (id != null) {
            sessions.remove(id);
        }
    }

    /** What connections report. */
    private final class Events implements Connection.Owner {
        @Override
        public void opened(Connection connection) {
            rejections.remove(connection.node());
            if (members != null) {
                members.opened(connection.node());
                // On this connection nobody has heard the sessions yet.
                List.copyOf(sessions.values()).forEach(session -> session.connectionLost(connection));
            }
            pump();
        }

        @Override
        public void lost(Connection connection, String code, String message) {
            connections.remove(connection.node(), connection);
            if (closed) {
                return;
            }
            if (members == null) {
                finder.unreachable(connection.node(), now());
            } else {
                members.lost(connection.node());
            }
            ErrorCode error = ErrorCode.of(code).orElse(ErrorCode.CONNECTION_LOST);
            calls.lost(connection.node(), connection, error, message);
            List.copyOf(sessions.values()).forEach(session -> session.connectionLost(connection));
            if (error.outcome() == ErrorCode.Outcome.REFUSED && !error.retryable()) {
                rejections.put(connection.node(), error);
                if (rejections.size() == setup.nodes().size()) {
                    // All nodes refuse this client as such: waiting for the deadline would only hide why.
                    endAll(error, message);
                }
            }
            pumpLater();
        }

        @Override
        public void answered(Connection connection, Answer answer) {
            if (members == null || answer instanceof Answer.OwnWord) {
                believed(connection, answer);
            } else {
                members.heard(connection.node(), answer).forEach(a -> believed(members.chorus(), a));
            }
        }

        private void believed(Connection connection, Answer answer) {
            if (answer instanceof Answer.Named named) {
                calls.answered(connection, named.id(), answer);
            } else {
                ClientSession session = sessions.get(sessionOf(answer));
                if (session != null) {
                    session.answered(connection, answer);
                }
            }
        }

        private Bytes sessionOf(Answer answer) {
            if (answer instanceof Answer.Results results) {
                return results.session();
            } else if (answer instanceof Answer.Control control) {
                return control.session();
            } else if (answer instanceof Answer.SessionEvents events) {
                return events.session();
            }
            return Bytes.EMPTY;
        }
    }
}
