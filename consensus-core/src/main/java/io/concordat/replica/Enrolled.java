package io.concordat.replica;

import io.concordat.bytes.Bytes;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import io.concordat.protocol.ProtocolStart.ConfigurationAt;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose signatures count: every key of any configuration in the log, because a member may sign under one that has
 * not reached us yet, or no longer stands. Immutable.
 */
final class Enrolled {
    private final Map<Integer, Bytes> members = new TreeMap<>();
    private final Set<Bytes> clients = new TreeSet<>();

    Enrolled(Membership genesis, List<ConfigurationAt> configurations) {
        add(genesis);
        configurations.forEach(c -> add(c.membership()));
    }

    private void add(Membership membership) {
        for (Member member : membership.members()) {
            members.put(member.node(), member.publicKey());
        }
        clients.addAll(membership.clientKeys());
    }

    @Nullable
    Bytes memberKey(int node) {
        return members.get(node);
    }

    boolean client(Bytes key) {
        return clients.contains(key);
    }
}
