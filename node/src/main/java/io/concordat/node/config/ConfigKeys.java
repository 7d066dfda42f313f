package io.concordat.node.config;

import static io.concordat.node.config.ConfigKey.Kind.BYTES;
import static io.concordat.node.config.ConfigKey.Kind.DURATION;
import static io.concordat.node.config.ConfigKey.Kind.FLAG;
import static io.concordat.node.config.ConfigKey.Kind.NUMBER;
import static io.concordat.node.config.ConfigKey.Kind.TEXT;
import static io.concordat.node.config.ConfigKey.Place.CLUSTER;
import static io.concordat.node.config.ConfigKey.Place.NODE;

import io.concordat.config.Limits;
import io.concordat.config.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The registry of all configuration keys: what is not here is refused, what is here is documented. */
public final class ConfigKeys {
    /** Of a bundle's header, signature and frame. */
    private static final int BUNDLE_OVERHEAD = 512;

    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;
    private static final SortedMap<String, ConfigKey> ALL = registry();

    private ConfigKeys() {}

    public static Collection<ConfigKey> all() {
        return Collections.unmodifiableCollection(ALL.values());
    }

    /** Throws {@link ConfigRefused}, naming the nearest key there is. */
    public static ConfigKey named(String key) {
        ConfigKey found = ALL.get(key);
        if (found == null) {
            throw ConfigRefused.usage("there is no configuration key '" + key + "'", "perhaps " + nearest(key));
        }
        return found;
    }

    /** Checks every key and value, and that each may stand in {@code place}. */
    public static void check(SortedMap<String, String> values, ConfigKey.Place place, String file) {
        values.forEach((name, value) -> {
            ConfigKey key = named(name);
            if (key.place() != place) {
                throw ConfigRefused.usage(
                        name + " does not belong in " + file,
                        "in " + key.place().file());
            }
            key.check(value);
        });
    }

    public static String nearest(String key) {
        String best = "";
        int distance = Integer.MAX_VALUE;
        for (String candidate : ALL.keySet()) {
            int d = Distance.between(key, candidate);
            if (d < distance) {
                distance = d;
                best = candidate;
            }
        }
        return best;
    }

    /** The bounds as the agreed settings have them. */
    public static Limits limits(Settings settings) {
        List<Integer> values = new ArrayList<>();
        for (LimitKey key : LimitKey.values()) {
            values.add(Math.toIntExact(
                    key.bytes()
                            ? settings.bytes(key.key(), Integer.toString(key.otherwise()))
                            : Long.parseLong(settings.text(key.key(), Integer.toString(key.otherwise())))));
        }
        Limits limits = LimitKey.assemble(values);
        checkTogether(limits);
        return limits;
    }

    /** A bundle that fits no queue would be refused for ever. */
    private static void checkTogether(Limits limits) {
        long bundle = limits.bundleBytes() + BUNDLE_OVERHEAD;
        if (limits.sessionPendingBytes() < bundle
                || limits.clientFrameBytes() < bundle
                || limits.pendingBytes() < 3 * bundle) {
            throw ConfigRefused.usage(
                    "limits.bundle-bytes does not fit limits.session-pending-bytes, limits.client-frame-bytes or, three"
                            + " times, limits.pending-bytes",
                    "a smaller bundle, or more room");
        }
    }

    private static void node(SortedMap<String, ConfigKey> all) {
        add(
                all,
                NODE,
                FLAG,
                "log.sync",
                "true",
                0,
                0,
                "Whether a write is synced before it is acknowledged. false loses data with the power.");
        String reserve =
                "Free space below which a node takes no writes; a restart may need what the write-ahead log holds.";
        add(all, NODE, BYTES, "disk.reserve", "256MiB", 0, 64 * GIB, reserve);
        add(all, NODE, BYTES, "jvm.heap", "512MiB", 64 * MIB, 64 * GIB, "Heap of the node's JVM, fixed at its start.");
        add(all, NODE, TEXT, "listen", null, 0, 0, "Address to bind; by default the host that cluster.toml names.");
        add(all, NODE, NUMBER, "net.io-threads", "2", 1, 64, "Threads for connections.");
    }

    private static void leases(SortedMap<String, ConfigKey> all) {
        String lease = "Whether a leader answers reads without asking for a majority's word each time,"
                + " resting on clocks that run at nearly one rate."
                + " A killed leader is then replaced no sooner than an election timeout.";
        add(all, CLUSTER, FLAG, "raft.lease", "false", 0, 0, lease);
        String drift = "How far the rate of any node's clock may be from the true one, in parts per million.";
        add(all, CLUSTER, NUMBER, "raft.max-clock-drift", "10000", 0, 500_000, drift);
    }

    private static void snapshots(SortedMap<String, ConfigKey> all) {
        String due = "A snapshot is due after so many ";
        add(all, CLUSTER, BYTES, "snapshot.every-bytes", "64MiB", 1, 64 * GIB, due + "bytes of executed batches.");
        add(all, CLUSTER, NUMBER, "snapshot.every-commands", "200000", 1, 1L << 40, due + "executed commands.");
        String rate = "per second at most, by each group of a node.";
        add(all, CLUSTER, BYTES, "snapshot.write-rate", "128MiB", 1, 64 * GIB, "Bytes of snapshots written " + rate);
        add(all, CLUSTER, BYTES, "snapshot.transfer-rate", "64MiB", 1, 64 * GIB, "Bytes of one fetched " + rate);
        String trailing = "Log kept behind the newest snapshot for members in contact that still need it.";
        add(all, CLUSTER, BYTES, "snapshot.trailing-log", "256MiB", 1, 64 * GIB, trailing);
    }

    private static void bounds(SortedMap<String, ConfigKey> all) {
        for (LimitKey key : LimitKey.values()) {
            add(
                    all,
                    CLUSTER,
                    key.bytes() ? BYTES : NUMBER,
                    key.key(),
                    key.shownDefault(),
                    key.least(),
                    key.most(),
                    key.doc());
        }
    }

    private static SortedMap<String, ConfigKey> registry() {
        SortedMap<String, ConfigKey> all = new TreeMap<>();
        add(
                all,
                CLUSTER,
                TEXT,
                "protocol",
                "raft",
                0,
                0,
                "Who agrees: raft (crash faults, n = 2f+1) or pbft (Byzantine faults, n = 3f+1).");
        add(
                all,
                CLUSTER,
                TEXT,
                "services",
                "counter,lock",
                0,
                0,
                "Services mounted in group main, separated by commas.");
        add(all, CLUSTER, FLAG, "tls", "true", 0, 0, "TLS 1.3 with pinned keys on every connection.");
        add(all, CLUSTER, FLAG, "signatures", "true", 0, 0, "Whether promises and bundles are signed.");
        add(
                all,
                CLUSTER,
                DURATION,
                "raft.election-timeout",
                "500ms",
                50 * MS,
                60 * SECOND,
                "Least silence of the leader before an election; each follower waits between one and two of these.");
        add(
                all,
                CLUSTER,
                DURATION,
                "raft.heartbeat-interval",
                null,
                MS,
                60 * SECOND,
                "Pause between heartbeats; by default a fraction of the election timeout.");
        String patience = "How long a request may wait before its primary is suspected; doubled per failed view.";
        add(all, CLUSTER, DURATION, "pbft.request-timeout", "2s", 100 * MS, 60 * SECOND, patience);
        String interval = "Slots between two checkpoints; twice as many are under agreement at once, at most.";
        add(all, CLUSTER, NUMBER, "pbft.checkpoint-interval", "64", 8, 1024, interval);
        leases(all);
        snapshots(all);
        node(all);
        bounds(all);
        return Collections.unmodifiableSortedMap(all);
    }

    private static void add(
            SortedMap<String, ConfigKey> all,
            ConfigKey.Place place,
            ConfigKey.Kind kind,
            String name,
            @Nullable String otherwise,
            long least,
            long most,
            String doc) {
        all.put(name, new ConfigKey(name, place, kind, otherwise == null ? "" : otherwise, least, most, doc));
    }
}
