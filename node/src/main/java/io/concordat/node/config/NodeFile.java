package io.concordat.node.config;

import io.concordat.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * What is one node's own business: {@code node.toml} in its directory.
 *
 * @param settings node keys that differ from their defaults
 */
public record NodeFile(int node, Settings settings) {
    public static final String NAME = "node.toml";
    public static final String KEY_FILE = "node.key";
    public static final String DATA = "data";

    /** Throws {@link ConfigRefused}. */
    public static NodeFile read(Path directory) {
        TomlFile toml = TomlFile.read(directory.resolve(NAME));
        SortedMap<String, String> settings = toml.flattened("", List.of("node"));
        ConfigKeys.check(settings, ConfigKey.Place.NODE, NAME);
        return new NodeFile(toml.number("node"), Settings.of(settings));
    }

    public String write() {
        StringBuilder out = new StringBuilder("# This node alone; `concordat config docs` lists all keys.\n");
        out.append("node = ").append(node).append('\n');
        settings.values()
                .forEach((k, v) -> out.append(k).append(" = \"").append(v).append("\"\n"));
        return out.toString();
    }

    public boolean sync() {
        return settings.flag("log.sync", true);
    }

    public long heapBytes() {
        return settings.bytes("jvm.heap", ConfigKeys.named("jvm.heap").otherwise());
    }

    public long reserveBytes() {
        return settings.bytes("disk.reserve", ConfigKeys.named("disk.reserve").otherwise());
    }

    public int ioThreads() {
        return Integer.parseInt(settings.text(
                "net.io-threads", ConfigKeys.named("net.io-threads").otherwise()));
    }
}
