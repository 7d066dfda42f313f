package io.concordat.node;

import io.concordat.config.Settings;
import io.concordat.config.Units;
import io.concordat.error.ErrorCode;
import io.concordat.node.config.ConfigRefused;
import io.concordat.protocol.ProtocolFactory;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The protocols on the class path, by name. */
public final class Protocols {
    private Protocols() {}

    public static SortedSet<String> names() {
        return new TreeSet<>(all().keySet());
    }

    /** Throws {@link ConfigRefused}, naming those there are. */
    public static ProtocolFactory named(String name) {
        ProtocolFactory found = all().get(name);
        if (found == null) {
            throw new ConfigRefused(ErrorCode.USAGE, "there is no protocol '" + name + "'", "one of " + all().keySet());
        }
        return found;
    }

    /** What single keys cannot say: how they must stand to each other. Throws {@link ConfigRefused}. */
    static void checkSettings(String protocol, Settings settings) {
        String heartbeat = settings.text("raft.heartbeat-interval", "");
        if (!protocol.equals("raft") || heartbeat.isEmpty()) {
            return;
        }
        long election = settings.durationNanos("raft.election-timeout", "500ms");
        if (Units.durationNanos(heartbeat) > election / 2) {
            throw new ConfigRefused(
                    ErrorCode.USAGE,
                    "raft.heartbeat-interval = '" + heartbeat + "' is too long",
                    "at most half of raft.election-timeout, so that one lost heartbeat is no election");
        }
    }

    private static TreeMap<String, ProtocolFactory> all() {
        TreeMap<String, ProtocolFactory> found = new TreeMap<>();
        for (ProtocolFactory factory : ServiceLoader.load(ProtocolFactory.class)) {
            ProtocolFactory other = found.put(factory.name(), factory);
            if (other != null) {
                throw new IllegalStateException(
                        "protocol " + factory.name() + " comes twice: " + place(other) + " and " + place(factory));
            }
        }
        return found;
    }

    private static String place(ProtocolFactory factory) {
        var source = factory.getClass().getProtectionDomain().getCodeSource();
        return source == null
                ? factory.getClass().getName()
                : source.getLocation().toString();
    }
}
