package io.concordat.net.netty;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Connections of one port that have not finished their hello, bounded. A newcomer to a full house puts out the
 * oldest: an
 * honest hello takes milliseconds, so who idles there is who is put out. Thread-safe.
 */
final class Strangers {
    private final int most;
    private final WireCounters counters;
    private final Set<Channel> waiting = new LinkedHashSet<>();

    Strangers(int most, WireCounters counters) {
        this.most = most;
        this.counters = counters;
    }

    void enter(Channel channel) {
        Channel oldest = null;
        synchronized (waiting) {
            if (waiting.size() >= most) {
                oldest = waiting.iterator().next();
                waiting.remove(oldest);
            }
            waiting.add(channel);
        }
        if (oldest != null) {
            counters.evicted.increment();
            oldest.close();
        }
    }

    void leave(Channel channel) {
        synchronized (waiting) {
            waiting.remove(channel);
        }
    }

    int size() {
        synchronized (waiting) {
            return waiting.size();
        }
    }
}
