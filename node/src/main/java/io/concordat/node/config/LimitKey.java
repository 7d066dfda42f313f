package io.concordat.node.config;

import io.concordat.config.Limits;
import java.util.List;
import java.util.Locale;

/**
 * The bounds of {@link Limits} as keys, in the order of its components. They stand in the agreed configuration because
 * several of them decide what a replica executes: two replicas with different bounds would part ways.
 */
enum LimitKey {
    HELLO_BYTES(Limits.DEFAULTS.helloBytes(), "A hello, before anybody is known."),
    PEER_FRAME_BYTES(Limits.DEFAULTS.peerFrameBytes(), "One frame between nodes."),
    CLIENT_FRAME_BYTES(Limits.DEFAULTS.clientFrameBytes(), "One frame of a client."),
    BUNDLE_BYTES(Limits.DEFAULTS.bundleBytes(), "One bundle of commands."),
    BUNDLE_COMMANDS(Limits.DEFAULTS.bundleCommands(), "Commands in one bundle."),
    BATCH_BYTES(Limits.DEFAULTS.batchBytes(), "One log entry."),
    PEER_WINDOW_BYTES(Limits.DEFAULTS.peerWindowBytes(), "Replication under way to one node."),
    ENTRY_CACHE_BYTES(Limits.DEFAULTS.entryCacheBytes(), "Recent entries kept in memory."),
    PENDING_BYTES(Limits.DEFAULTS.pendingBytes(), "Admitted but not yet applied, whole group."),
    SESSION_PENDING_BYTES(Limits.DEFAULTS.sessionPendingBytes(), "Admitted but not yet applied, one session."),
    CONNECTION_OUTBOUND_BYTES(Limits.DEFAULTS.connectionOutboundBytes(), "Unsent bytes to one connection."),
    CONNECTIONS(Limits.DEFAULTS.connections(), "Connections of all clients."),
    CONNECTIONS_PER_CLIENT(Limits.DEFAULTS.connectionsPerClient(), "Connections of one client key."),
    HALF_OPEN_CONNECTIONS(Limits.DEFAULTS.halfOpenConnections(), "Connections that have not finished their hello."),
    SESSIONS(Limits.DEFAULTS.sessions(), "Sessions of a group."),
    SESSION_REPLY_BYTES(Limits.DEFAULTS.sessionReplyBytes(), "Replies kept for one session's retries."),
    SESSION_EVENT_BYTES(Limits.DEFAULTS.sessionEventBytes(), "Unacknowledged events of one session."),
    PENDING_READS(Limits.DEFAULTS.pendingReads(), "Reads waiting for their index."),
    NAME_BYTES(Limits.DEFAULTS.nameBytes(), "The name of a counter."),
    RECEIVING_BYTES(Limits.DEFAULTS.receivingBytes(), "Received from clients and not yet taken, all connections."),
    OUTBOUND_BYTES(Limits.DEFAULTS.outboundBytes(), "Unsent bytes to all clients."),
    HANDSHAKES_PER_SECOND(Limits.DEFAULTS.handshakesPerSecond(), "Handshakes begun on the client port, per second."),
    SESSIONS_PER_CLIENT(Limits.DEFAULTS.sessionsPerClient(), "Sessions of one client key.");

    private static final int MOST = 1 << 30;

    private final int otherwise;
    private final String doc;

    LimitKey(int otherwise, String doc) {
        this.otherwise = otherwise;
        this.doc = doc;
    }

    String key() {
        return "limits." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean bytes() {
        return name().endsWith("_BYTES");
    }

    int otherwise() {
        return otherwise;
    }

    String shownDefault() {
        if (!bytes() || otherwise % 1_024 != 0) {
            return Integer.toString(otherwise);
        }
        return otherwise % (1 << 20) == 0 ? (otherwise >> 20) + "MiB" : (otherwise >> 10) + "KiB";
    }

    /** A sixteenth of the default: below that frames no longer fit what the protocols put in them. */
    long least() {
        return Math.max(1, otherwise / 16);
    }

    long most() {
        return MOST;
    }

    String doc() {
        return doc;
    }

    static Limits assemble(List<Integer> v) {
        return new Limits(
                v.get(0), v.get(1), v.get(2), v.get(3), v.get(4), v.get(5), v.get(6), v.get(7), v.get(8), v.get(9),
                v.get(10), v.get(11), v.get(12), v.get(13), v.get(14), v.get(15), v.get(16), v.get(17), v.get(18),
                v.get(19), v.get(20), v.get(21), v.get(22));
    }
}
