package io.concordat.node.config;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The facts all nodes and clients of a cluster agree on: {@code cluster.toml}.
 *
 * @param id 16 random bytes, made by init
 * @param settings agreed keys that differ from their defaults
 */
public record ClusterFile(
        Bytes id,
        String protocol,
        List<NodeEntry> nodes,
        List<Bytes> clients,
        List<Bytes> admins,
        List<GroupEntry> groups,
        Settings settings) {
    public static final String NAME = "cluster.toml";
    private static final Bytes DIGEST_DOMAIN = Bytes.utf8("concordat/configuration/1");

    /** One node: where it is and whose promises it makes. */
    public record NodeEntry(int node, String host, int peerPort, int clientPort, Bytes publicKey) {}

    /** One replicated state machine, made of services. */
    public record GroupEntry(int id, String name, List<String> services) {}

    public ClusterFile {
        nodes = nodes.stream().sorted(Comparator.comparingInt(NodeEntry::node)).toList();
        clients = clients.stream().sorted().toList();
        admins = admins.stream().sorted().toList();
        groups = groups.stream().sorted(Comparator.comparingInt(GroupEntry::id)).toList();
    }

    public boolean tls() {
        return settings.flag("tls", true);
    }

    public boolean signatures() {
        return settings.flag("signatures", true);
    }

    public Limits limits() {
        return ConfigKeys.limits(settings);
    }

    public NodeEntry node(int number) {
        return nodes.stream()
                .filter(n -> n.node() == number)
                .findFirst()
                .orElseThrow(() -> ConfigRefused.usage(
                        "there is no node " + number + " in " + NAME,
                        "one of " + nodes.stream().map(NodeEntry::node).toList()));
    }

    public GroupEntry group(String name) {
        return groups.stream()
                .filter(g -> g.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ConfigRefused.usage(
                        "there is no group '" + name + "'",
                        "one of " + groups.stream().map(GroupEntry::name).toList()));
    }

    /** What every group starts from. Administrators' bundles are accepted like clients'. */
    public Membership genesis() {
        List<Bytes> keys = new ArrayList<>(clients);
        keys.addAll(admins);
        return new Membership(
                0, nodes.stream().map(n -> new Member(n.node(), n.publicKey())).toList(), keys);
    }

    /**
     * What nodes compare when they meet. Addresses are left out: each side may know a node by another one, and moving a
     * node must not take all the others down.
     */
    public Bytes digest() {
        ByteWriter out = new ByteWriter(1_024);
        field(out, DIGEST_DOMAIN);
        field(out, id);
        field(out, Bytes.utf8(protocol));
        out.u32(nodes.size());
        nodes.forEach(n -> field(out.u32(n.node()), n.publicKey()));
        keys(out, clients);
        keys(out, admins);
        out.u32(groups.size());
        for (GroupEntry group : groups) {
            field(out.u32(group.id()), Bytes.utf8(group.name()));
            field(out, Bytes.utf8(String.join(",", group.services())));
        }
        out.u32(settings.values().size());
        for (Map.Entry<String, String> entry : settings.values().entrySet()) {
            field(out, Bytes.utf8(entry.getKey()));
            field(out, Bytes.utf8(entry.getValue()));
        }
        return Hash.of(out.toBytes()).bytes();
    }

    private static void keys(ByteWriter out, List<Bytes> keys) {
        out.u32(keys.size());
        keys.forEach(k -> field(out, k));
    }

    private static void field(ByteWriter out, Bytes bytes) {
        out.u32(bytes.length()).raw(bytes);
    }
}
