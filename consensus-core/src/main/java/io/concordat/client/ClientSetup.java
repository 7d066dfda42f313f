package io.concordat.client;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.crypto.Signer;
import io.concordat.net.ClientDialer;
import io.concordat.protocol.ReplyRule;
import io.concordat.runtime.HostRuntime;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a client is made of.
 *
 * @param cluster the cluster's id, 16 bytes
 * @param group the group's number on the wire
 * @param nodes the node numbers to ask, as the dialer knows them
 * @param clientKey this client's Ed25519 public key, 32 bytes; in an insecure cluster any 32 bytes
 * @param signer signs bundles; null only for an insecure cluster
 * @param callbacks completes futures and calls listeners. Should have threads to spare when callbacks block
 * @param replies whose word is taken: what the cluster's protocol says
 */
public record ClientSetup(
        Bytes cluster,
        int group,
        List<Integer> nodes,
        Bytes clientKey,
        @Nullable Signer signer,
        ClientDialer dialer,
        HostRuntime runtime,
        Executor callbacks,
        Limits limits,
        ClientTimeouts timeouts,
        ReplyRule replies) {
    /** For a client that believes the leader. */
    public ClientSetup(
            Bytes cluster,
            int group,
            List<Integer> nodes,
            Bytes clientKey,
            @Nullable Signer signer,
            ClientDialer dialer,
            HostRuntime runtime,
            Executor callbacks,
            Limits limits,
            ClientTimeouts timeouts) {
        this(
                cluster,
                group,
                nodes,
                clientKey,
                signer,
                dialer,
                runtime,
                callbacks,
                limits,
                timeouts,
                ReplyRule.OF_LEADER);
    }

    public ClientSetup {
        nodes = nodes.stream().sorted().distinct().toList();
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("a client needs at least one node to ask");
        }
        if (clientKey.length() != 32) {
            throw new IllegalArgumentException("a client key has 32 bytes, not " + clientKey.length());
        }
    }

    /** Throws when there is no such node to ask. */
    void mustKnow(int node) {
        if (!nodes.contains(node)) {
            throw new IllegalArgumentException("node " + node + " is none of " + nodes);
        }
    }
}
