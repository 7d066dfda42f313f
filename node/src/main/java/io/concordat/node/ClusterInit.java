package io.concordat.node;

import io.concordat.bytes.Bytes;
import io.concordat.config.Settings;
import io.concordat.error.ErrorCode;
import io.concordat.net.netty.Ed25519Key;
import io.concordat.node.config.ClientFile;
import io.concordat.node.config.ClusterFile;
import io.concordat.node.config.ClusterFile.GroupEntry;
import io.concordat.node.config.ClusterFile.NodeEntry;
import io.concordat.node.config.ClusterFiles;
import io.concordat.node.config.ConfigKey;
import io.concordat.node.config.ConfigKeys;
import io.concordat.node.config.ConfigRefused;
import io.concordat.node.config.NodeFile;
import io.concordat.storage.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes a cluster's directory: the agreed facts, two clients, and a self-contained directory per node. Everything is
 * checked before the first file is written.
 *
 * @param hosts one for all nodes, or one per node
 * @param settings keys of either file, as {@code --set} gives them
 */
public record ClusterInit(
        Path directory,
        String protocol,
        int nodes,
        List<String> hosts,
        int basePort,
        Map<String, String> settings,
        boolean insecure) {
    private static final int PORTS_PER_NODE = 10;

    /** Throws {@link ConfigRefused} for anything wrong with the wishes, having touched nothing. */
    public ClusterFile write() throws IOException {
        check();
        SecureRandom random = new SecureRandom();
        List<Ed25519Key> keys = new ArrayList<>();
        List<NodeEntry> entries = new ArrayList<>();
        for (int node = 1; node <= nodes; node++) {
            Ed25519Key key = Ed25519Key.generate(random);
            keys.add(key);
            int port = hosts.size() == 1 ? basePort + PORTS_PER_NODE * (node - 1) : basePort;
            String host = hosts.size() == 1 ? hosts.get(0) : hosts.get(node - 1);
            entries.add(new NodeEntry(node, host, port, port + 1, key.publicKey()));
        }
        ClientFile client = new ClientFile(Ed25519Key.generate(random), false);
        ClientFile admin = new ClientFile(Ed25519Key.generate(random), true);
        byte[] id = new byte[16];
        random.nextBytes(id);
        TreeMap<String, String> agreed = placed(ConfigKey.Place.CLUSTER);
        List<String> services =
                List.of(agreed.getOrDefault("services", "counter,lock").split("\\s*,\\s*"));
        agreed.keySet().removeAll(List.of("services", "protocol"));
        ClusterFile cluster = new ClusterFile(
                Bytes.wrap(id),
                protocol,
                entries,
                List.of(client.key().publicKey()),
                List.of(admin.key().publicKey()),
                List.of(new GroupEntry(0, "main", services)),
                Settings.of(agreed));
        Mount.services(services, cluster.limits());
        writeAll(cluster, keys, client, admin);
        return cluster;
    }

    private void writeAll(ClusterFile cluster, List<Ed25519Key> keys, ClientFile client, ClientFile admin)
            throws IOException {
        Files.createDirectories(directory);
        String facts = ClusterFiles.write(cluster);
        for (int node = 1; node <= nodes; node++) {
            Path home = directory.resolve("node-" + node);
            Files.createDirectory(home);
            Files.writeString(home.resolve(ClusterFile.NAME), facts);
            NodeFile own = new NodeFile(node, Settings.of(placed(ConfigKey.Place.NODE)));
            Files.writeString(home.resolve(NodeFile.NAME), own.write());
            keys.get(node - 1).write(home.resolve(NodeFile.KEY_FILE));
            DataDirectory.create(home.resolve(NodeFile.DATA), cluster.id(), node);
        }
        writeSecret(directory.resolve(ClientFile.NAME), client.write());
        writeSecret(directory.resolve(ClientFile.ADMIN), admin.write());
        // Last, because commands look for it: a half-made directory is nobody's cluster.
        Files.writeString(directory.resolve(ClusterFile.NAME), facts);
    }

    private void check() throws IOException {
        if (Files.exists(directory)) {
            if (!Files.isDirectory(directory)) {
                throw usage(directory + " is not a directory", "a new or empty directory");
            }
            try (Stream<Path> entries = Files.list(directory)) {
                if (entries.findAny().isPresent()) {
                    throw usage(directory + " is not empty; nothing was touched", "a new or empty directory");
                }
            }
        }
        if (!Protocols.names().contains(protocol)) {
            throw usage("there is no protocol '" + protocol + "'", "one of " + Protocols.names());
        }
        if (nodes < 1 || nodes > 63) {
            throw usage("a cluster of " + nodes + " nodes", "1 to 63 nodes");
        }
        if (hosts.size() != 1 && hosts.size() != nodes) {
            throw usage(hosts.size() + " hosts for " + nodes + " nodes", "one host, or one per node");
        }
        if (basePort < 1 || basePort + PORTS_PER_NODE * nodes > 65_535) {
            throw usage("base port " + basePort + " leaves no room", "a port from 1 to " + (65_535 - 10 * nodes));
        }
        settings.forEach((key, value) -> ConfigKeys.named(key).check(value));
        Protocols.checkSettings(protocol, Settings.of(placed(ConfigKey.Place.CLUSTER)));
    }

    private TreeMap<String, String> placed(ConfigKey.Place place) {
        TreeMap<String, String> found = new TreeMap<>();
        settings.forEach((key, value) -> {
            if (ConfigKeys.named(key).place() == place) {
                found.put(key, value);
            }
        });
        if (insecure && place == ConfigKey.Place.CLUSTER) {
            found.put("tls", "false");
            if (!Protocols.named(protocol).replies().everyMember()) {
                // Where clients believe no single member, signatures are what they believe instead.
                found.put("signatures", "false");
            }
        }
        return found;
    }

    private static ConfigRefused usage(String message, String expected) {
        return new ConfigRefused(ErrorCode.USAGE, message, expected);
    }

    private static void writeSecret(Path file, String text) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text);
    }
}
