package io.concordat.jepsen.workload;

import io.concordat.jepsen.history.Event;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what one client does. After an operation without an answer the client goes on as another process, as
 * histories want it. Used by one thread.
 */
public final class Scribe {
    private final Consumer<Event> events;
    private final Consumer<String> troubles;
    private final Pause pause;
    private final long origin;
    private final int clients;
    private long process;

    /** A client that may be stopped in the middle of what it does. */
    public interface Pause {
        /** Blocks while the client is paused. */
        void passed() throws InterruptedException;
    }

    /**
     * @param troubles hears why operations failed or were not answered
     * @param origin the nanosecond at which the run began
     * @param clients how many there are: the step from one process number of a client to its next
     */
    public Scribe(
            int client, int clients, long origin, Pause pause, Consumer<Event> events, Consumer<String> troubles) {
        this.process = client;
        this.clients = clients;
        this.origin = origin;
        this.pause = pause;
        this.events = events;
        this.troubles = troubles;
    }

    /** Nanoseconds since the run began. */
    public long now() {
        return System.nanoTime() - origin;
    }

    public long process() {
        return process;
    }

    /**
     * A place where a paused client stands still. Call it between steps that others must not be able to come between.
     */
    public void breathe() throws InterruptedException {
        pause.passed();
    }

    public Open invoke(String f, @Nullable Object key, @Nullable Object value) {
        return invokeAt(now(), f, key, value);
    }

    /** An operation that began at another moment, such as a lock that got lost then. */
    public Open invokeAt(long nanos, String f, @Nullable Object key, @Nullable Object value) {
        events.accept(new Event(Event.Type.INVOKE, process, f, value, key, nanos));
        return new Open(f, key, value, nanos);
    }

    /** An operation under way. */
    public final class Open {
        private final String f;
        private final @Nullable Object key;
        private final @Nullable Object asked;
        private final long began;

        private Open(String f, @Nullable Object key, @Nullable Object asked, long began) {
            this.f = f;
            this.key = key;
            this.asked = asked;
            this.began = began;
        }

        public void ok(@Nullable Object value) {
            end(Event.Type.OK, value);
        }

        /** It certainly had no effect. */
        public void fail(String why) {
            troubles.accept(f + " failed: " + why);
            end(Event.Type.FAIL, asked);
        }

        /** It may have had an effect, or may still have. */
        public void unknown(String why) {
            troubles.accept(f + " unknown: " + why);
            end(Event.Type.INFO, asked);
            process += clients;
        }

        private void end(Event.Type type, @Nullable Object value) {
            events.accept(new Event(type, process, f, value, key, Math.max(began, now())));
        }
    }
}
