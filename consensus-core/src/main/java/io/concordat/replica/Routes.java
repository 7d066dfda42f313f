package io.concordat.replica;

import io.concordat.net.ClientConnection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Which connection last spoke for a session. Written by the loop, read by the applier. */
final class Routes {
    private final ConcurrentMap<SessionKey, Route> bySession = new ConcurrentHashMap<>();

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

    /** Returns whether the session spoke through another connection, or through none, before. */
    boolean speaks(SessionKey session, ClientConnection connection) {
        Route route = bySession.get(session);
        if (route != null && route.connection == connection) {
            return false;
        }
        bySession.put(session, new Route(connection));
        return true;
    }

    @Nullable
    Route of(SessionKey session) {
        return bySession.get(session);
    }

    void remove(SessionKey session, ClientConnection connection) {
        bySession.computeIfPresent(session, (k, route) -> route.connection == connection ? null : route);
    }

    int size() {
        return bySession.size();
    }
}
