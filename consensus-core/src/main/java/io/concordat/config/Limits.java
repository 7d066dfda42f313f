package io.concordat.config;

/**
 * Every bound of a node in one place. Bytes unless the name says otherwise; over a bound the answer is BUSY (or the
 * connection is closed) and nothing grows.
 */
public record Limits(
        int helloBytes,
        int peerFrameBytes,
        int clientFrameBytes,
        int bundleBytes,
        int bundleCommands,
        int batchBytes,
        int peerWindowBytes,
        int entryCacheBytes,
        int pendingBytes,
        int sessionPendingBytes,
        int connectionOutboundBytes,
        int connections,
        int connectionsPerClient,
        int halfOpenConnections,
        int sessions,
        int sessionReplyBytes,
        int sessionEventBytes,
        int pendingReads,
        int nameBytes,
        int receivingBytes,
        int outboundBytes,
        int handshakesPerSecond,
        int sessionsPerClient) {

    public static final Limits DEFAULTS = new Limits(
            4 << 10, // hello, before anybody is known
            4 << 20, // peer frame
            1 << 20, // client frame
            256 << 10, // bundle
            1_000, // commands in a bundle
            1 << 20, // batch
            8 << 20, // replication in flight to one peer
            64 << 20, // recent entries kept in memory
            32 << 20, // admitted but not yet applied, whole group
            1 << 20, // admitted but not yet applied, one session
            8 << 20, // unsent bytes to one connection
            1_024, // connections
            64, // connections of one client key
            64, // connections that have not finished their hello
            100_000, // sessions
            4 << 20, // cached replies of one session
            1 << 20, // unacknowledged events of one session
            10_000, // reads waiting for their index
            256, // names of locks, counters, limiters
            32 << 20, // received from clients and not yet taken by the group, all connections
            64 << 20, // unsent bytes to all clients
            128, // handshakes begun on the client port, per second
            50_000); // sessions of one client key
}
