package io.concordat.raft;

import io.concordat.membership.Membership;
import io.concordat.protocol.ProtocolStart.ConfigurationAt;
import io.concordat.runtime.Invariant;
import java.util.ArrayList;
import java.util.List;

/** The active configuration as a function of the log: the last one in it, committed or not (paper §6). */
final class Configurations {
    private final List<ConfigurationAt> list;

    Configurations(List<ConfigurationAt> fromLog) {
        Invariant.check(!fromLog.isEmpty(), "a log holds a configuration from its first entry on");
        list = new ArrayList<>(fromLog);
    }

    Membership current() {
        return list.get(list.size() - 1).membership();
    }

    boolean isMember(int node) {
        return current().contains(node);
    }

    void append(long index, Membership membership) {
        list.add(new ConfigurationAt(index, membership));
    }

    /** Takes back what an overwritten suffix had installed. The first one is committed by construction. */
    void truncate(long from) {
        while (list.size() > 1 && list.get(list.size() - 1).index() >= from) {
            list.remove(list.size() - 1);
        }
    }
}
