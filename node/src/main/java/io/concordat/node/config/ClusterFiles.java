package io.concordat.node.config;

import io.concordat.bytes.Bytes;
import io.concordat.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** {@code cluster.toml} as text: parsed with every key checked, and written by init. */
public final class ClusterFiles {
    private static final List<String> PLAIN = List.of("id", "protocol", "member", "clients", "admins", "group");

    private ClusterFiles() {}

    /** Throws {@link ConfigRefused}. */
    public static ClusterFile read(Path file) {
        TomlFile toml = TomlFile.read(file);
        SortedMap<String, String> settings = toml.flattened("settings", List.of());
        ConfigKeys.check(settings, ConfigKey.Place.CLUSTER, ClusterFile.NAME);
        SortedMap<String, String> others = toml.flattened("", PLAIN);
        others.keySet().stream()
                .filter(k -> !k.startsWith("settings."))
                .findFirst()
                .ifPresent(key -> {
                    throw ConfigRefused.usage(
                            file + ": nothing is called '" + key + "' here",
                            "perhaps " + ConfigKeys.nearest(key) + " under [settings]");
                });
        List<ClusterFile.NodeEntry> nodes = new ArrayList<>();
        for (TomlFile member : toml.tables("member")) {
            nodes.add(new ClusterFile.NodeEntry(
                    member.number("node"),
                    member.text("host"),
                    member.number("peer-port"),
                    member.number("client-port"),
                    member.hex("public-key", 32)));
        }
        List<ClusterFile.GroupEntry> groups = new ArrayList<>();
        for (TomlFile group : toml.tables("group")) {
            groups.add(new ClusterFile.GroupEntry(group.number("id"), group.text("name"), group.textList("services")));
        }
        return new ClusterFile(
                toml.hex("id", 16),
                toml.text("protocol"),
                nodes,
                toml.hexList("clients", 32),
                toml.hexList("admins", 32),
                groups,
                Settings.of(settings));
    }

    public static String write(ClusterFile cluster) {
        StringBuilder out = new StringBuilder();
        out.append("# What all nodes and clients of this cluster agree on; written by `concordat init`.\n")
                .append("# The same file stands in every node's directory: a difference is refused when nodes meet.\n");
        out.append("id = \"").append(cluster.id().toHex()).append("\"\n");
        out.append("protocol = \"").append(cluster.protocol()).append("\"\n");
        out.append("# Public keys (Ed25519) that may use the cluster.\n");
        out.append("clients = ").append(list(hex(cluster.clients()))).append('\n');
        out.append("admins = ").append(list(hex(cluster.admins()))).append('\n');
        for (ClusterFile.GroupEntry group : cluster.groups()) {
            out.append("\n[[group]]\nid = ").append(group.id());
            out.append("\nname = \"").append(group.name());
            out.append("\"\nservices = ").append(list(group.services())).append('\n');
        }
        for (ClusterFile.NodeEntry node : cluster.nodes()) {
            out.append("\n[[member]]\nnode = ").append(node.node());
            out.append("\nhost = \"").append(node.host());
            out.append("\"\npeer-port = ").append(node.peerPort());
            out.append("\nclient-port = ").append(node.clientPort());
            out.append("\npublic-key = \"").append(node.publicKey().toHex()).append("\"\n");
        }
        out.append("\n# Keys that differ from their defaults; `concordat config docs` lists all.\n[settings]\n");
        cluster.settings()
                .values()
                .forEach((k, v) -> out.append(k).append(" = \"").append(v).append("\"\n"));
        return out.toString();
    }

    private static List<String> hex(List<Bytes> keys) {
        return keys.stream().map(Bytes::toHex).toList();
    }

    private static String list(List<String> values) {
        return values.stream().map(v -> '"' + v + '"').collect(Collectors.joining(", ", "[", "]"));
    }
}
