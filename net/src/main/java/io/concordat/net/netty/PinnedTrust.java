package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may be whom: the keys enrolled for each role, compared byte for byte. There is no certificate authority, no host
 * name and no fallback; a key that is not listed for a role does not have it, whatever its certificate says.
 *
 * @param members each node's public key
 * @param clients keys that may use the client port
 * @param admins keys that may use the client port as administrators
 */
public record PinnedTrust(SortedMap<Integer, Bytes> members, Set<Bytes> clients, Set<Bytes> admins) {
    public PinnedTrust {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        clients = Collections.unmodifiableSet(new TreeSet<>(clients));
        admins = Collections.unmodifiableSet(new TreeSet<>(admins));
        Set<Bytes> seen = new TreeSet<>();
        for (Bytes key : members.values()) {
            // One key for two nodes would let either vote as the other; a node's key among the clients would open a
            // second plane with it.
            if (key.length() != 32 || !seen.add(key) || clients.contains(key) || admins.contains(key)) {
                throw new IllegalArgumentException("a node's key must be 32 bytes and its alone: " + key);
            }
        }
    }

    /** The node this key belongs to. */
    Optional<Integer> node(Bytes key) {
        return members.entrySet().stream()
                .filter(e -> e.getValue().equals(key))
                .map(java.util.Map.Entry::getKey)
                .findFirst();
    }

    boolean client(Bytes key) {
        return clients.contains(key) || admins.contains(key);
    }

    boolean admin(Bytes key) {
        return admins.contains(key);
    }
}
