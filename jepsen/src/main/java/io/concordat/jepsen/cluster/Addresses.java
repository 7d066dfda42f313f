package io.concordat.jepsen.cluster;

import java.util.List;

/** Where a cluster's nodes are to be found, and where the links between them begin and end. */
public interface Addresses {
    /** All on this machine's loopback. */
    Addresses LOOPBACK = new Addresses() {
        private static final String HOST = "127.0.0.1";

        @Override
        public List<String> hosts(int nodes) {
            return List.of(HOST);
        }

        @Override
        public String door(int node) {
            return HOST;
        }

        @Override
        public String face(int node) {
            return HOST;
        }
    };

    /** As {@code init} takes them: one for all, or one per node. */
    List<String> hosts(int nodes);

    /** Where links to {@code node} listen. */
    String door(int node);

    /** From where links of {@code node} dial the other end. */
    String face(int node);
}
