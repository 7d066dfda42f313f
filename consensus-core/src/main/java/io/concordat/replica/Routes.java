package io.concordat.replica;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.net.ClientConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Which connection last spoke for a session. Written by the loop, read by the applier. */
final class Routes {
    private final ConcurrentMap<SessionKey, Route> bySession = new ConcurrentHashMap<>();
    /** How many sessions a key speaks for; the loop's. */
    private final Map<Bytes, Integer> ofKey = new LinkedHashMap<>();

    private final int most;
    private final int mostOfKey;

    /** Whoever speaks may name sessions that do not exist: what is kept of them is bounded, in total and per key. */
    Routes(Limits limits) {
        this.most = 2 * limits.sessions();
        this.mostOfKey = limits.sessionsPerClient();
    }

    /** {@code greeted} belongs to the applier: whether events from before this connection were sent again. */
    static final class Route {
        private final ClientConnection connection;
        private boolean greeted;

        private Route(ClientConnection connection) {
            this.connection = connection;
        }

        ClientConnection connection() {
            return connection;
        }

        /** True the first time. */
        boolean greet() {
            boolean first = !greeted;
            greeted = true;
            return first;
        }
    }

    boolean speaksAlready(SessionKey session, ClientConnection connection) {
        Route route = bySession.get(session);
        return route != null && route.connection == connection;
    }

    /** {@code session} is kept. */
    void speaks(SessionKey session, ClientConnection connection) {
        if (bySession.put(session, new Route(connection)) == null) {
            ofKey.merge(session.clientKey(), 1, Integer::sum);
        }
    }

    /**
     * From now on another node tells them what happens, and whoever speaks here again has missed some of it. Hands over
     * each.
     */
    void tellNoMore(BiConsumer<SessionKey, ClientConnection> each) {
        bySession.replaceAll((session, route) -> new Route(route.connection));
        bySession.forEach((session, route) -> each.accept(session, route.connection));
    }

    @Nullable
    Route of(SessionKey session) {
        return bySession.get(session);
    }

    void remove(SessionKey session, ClientConnection connection) {
        Route route = bySession.get(session);
        if (route != null && route.connection == connection) {
            bySession.remove(session);
            ofKey.computeIfPresent(session.clientKey(), (k, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Whether there is no room for {@code session}, should it not speak here already. */
    boolean full(SessionKey session) {
        return !bySession.containsKey(session)
                && (bySession.size() >= most || ofKey.getOrDefault(session.clientKey(), 0) >= mostOfKey);
    }
}
