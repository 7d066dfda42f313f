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

    /** In force at {@code index}, which is held or the boundary. */
    Membership at(long index) {
        Membership found = list.get(0).membership();
        for (ConfigurationAt each : list) {
            found = each.index() <= index ? each.membership() : found;
        }
        return found;
    }

    /** Forgets what was replaced before the log's new beginning after {@code boundary}. */
    void compact(long boundary) {
        while (list.size() > 1 && list.get(1).index() <= boundary) {
            list.remove(0);
        }
    }

    /** The log begins anew after {@code boundary}, where {@code membership} is in force. */
    void restart(long boundary, Membership membership) {
        list.clear();
        list.add(new ConfigurationAt(boundary, membership));
    }

    /** Takes back what an overwritten suffix had installed. The first one is committed by construction. */
    void truncate(long from) {
        while (list.size() > 1 && list.get(list.size() - 1).index() >= from) {
            list.remove(list.size() - 1);
        }
    }
}
