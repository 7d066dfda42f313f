package io.concordat.jepsen.generate;

import io.concordat.jepsen.history.Event;
import io.concordat.jepsen.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays clients against a correct object, event by event, so that the history is valid by construction. A client whose
 * answer is lost goes on under a new process; what it asked takes effect later, or never.
 */
public final class HistoryGenerator<S> {
    private static final long NANOS_PER_EVENT = 50_000;

    /**
     * @param lost share of the operations whose outcome nobody learns
     * @param wrong share of the answers replaced by another one, which usually but not certainly makes the history
     *     invalid
     */
    public record Shape(int clients, int operations, double lost, double wrong) {}

    private final Workload<S> workload;
    private final Shape shape;
    private final Random random;
    private final List<Asked> asked = new ArrayList<>();
    private final List<Asked> ghosts = new ArrayList<>();
    private final List<Object> answers = new ArrayList<>();
    /** By key: each is an object of its own. */
    private final Map<Optional<Object>, S> states = new HashMap<>();

    private long nextProcess;
    private long nanos;
    private int called;

    /** What one client is doing. */
    private static final class Asked {
        final long client;
        long process;
        Workload.@Nullable Call call;
        boolean executed;
        boolean refused;

        @Nullable
        Object answer;

        Asked(long client) {
            this.client = client;
            process = client;
        }
    }

    public HistoryGenerator(Workload<S> workload, Shape shape, long seed) {
        this.workload = workload;
        this.shape = shape;
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        nextProcess = shape.clients();
        for (int i = 0; i < shape.clients(); i++) {
            asked.add(new Asked(i));
        }
    }

    /** Runs until every operation was asked for; some stay open. */
    public void run(Consumer<Event> events) {
        int idle = 0;
        while (called < shape.operations() || idle < 4 * shape.clients()) {
            nanos += 1 + random.nextInt((int) NANOS_PER_EVENT);
            Asked client = asked.get(random.nextInt(asked.size()));
            haunt();
            if (client.call == null) {
                if (called < shape.operations()) {
                    ask(client, events);
                } else {
                    idle++;
                }
            } else if (!client.executed) {
                if (random.nextDouble() < shape.lost()) {
                    lose(client, events);
                } else {
                    execute(client);
                }
            } else {
                answer(client, events);
            }
        }
    }

    private void ask(Asked client, Consumer<Event> events) {
        Workload.Call call = workload.call(random, client.client);
        client.call = call;
        client.executed = false;
        called++;
        events.accept(event(Event.Type.INVOKE, client, call, call.argument()));
    }

    private void execute(Asked client) {
        Workload.Call call = java.util.Objects.requireNonNull(client.call);
        client.executed = true;
        Optional<Object> key = Optional.ofNullable(call.key());
        S state = states.getOrDefault(key, workload.model().initial());
        Object answer = workload.answer(state, call);
        S next = step(state, call, answer);
        client.refused = next == null;
        client.answer = answer;
        if (next != null) {
            states.put(key, next);
        }
    }

    private @Nullable S step(S state, Workload.Call call, @Nullable Object answer) {
        Model<S> model = workload.model();
        return model.step(
                state,
                new io.concordat.jepsen.history.Operation(
                        0,
                        0,
                        call.f(),
                        call.key(),
                        call.argument(),
                        answer,
                        true,
                        io.concordat.jepsen.history.Interval.of(0, 1)));
    }

    private void answer(Asked client, Consumer<Event> events) {
        Workload.Call call = java.util.Objects.requireNonNull(client.call);
        if (client.refused && random.nextDouble() >= shape.wrong()) {
            events.accept(event(Event.Type.FAIL, client, call, null));
        } else {
            Object answer = client.answer;
            if (random.nextDouble() < shape.wrong() && !answers.isEmpty()) {
                Object other = answers.get(random.nextInt(answers.size()));
                boolean alike = answer != null && other.getClass() == answer.getClass();
                answer = alike ? other : answer;
            }
            if (answer != null && shape.wrong() > 0) {
                answers.add(answer);
            }
            events.accept(event(Event.Type.OK, client, call, answer));
        }
        client.call = null;
    }

    private void lose(Asked client, Consumer<Event> events) {
        Workload.Call call = java.util.Objects.requireNonNull(client.call);
        if (random.nextBoolean()) {
            Asked ghost = new Asked(client.client);
            ghost.call = call;
            ghosts.add(ghost);
        }
        events.accept(event(Event.Type.INFO, client, call, call.argument()));
        client.call = null;
        client.process = nextProcess++;
    }

    /** What nobody waits for any more takes effect at some later time. */
    private void haunt() {
        if (!ghosts.isEmpty() && random.nextInt(8) == 0) {
            execute(ghosts.remove(random.nextInt(ghosts.size())));
        }
    }

    private Event event(Event.Type type, Asked client, Workload.Call call, @Nullable Object value) {
        return new Event(type, client.process, call.f(), value, call.key(), nanos);
    }
}
