package io.concordat.cli.command;

import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.config.Settings;
import io.concordat.node.config.ClusterFile;
import io.concordat.node.config.ClusterFiles;
import io.concordat.node.config.ConfigKey;
import io.concordat.node.config.ConfigKeys;
import io.concordat.node.config.NodeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Configuration keys and their effective values. */
@Command(
        name = "config",
        description = "Every configuration key, and what holds here.",
        footer = {"", "Examples:", "  concordat config docs", "  concordat config print my/node-1 -o json"})
public final class ConfigCommand {
    @Command(name = "docs", description = "Every key with file, default and meaning.")
    int docs(
            @Option(names = "--markdown", description = "As docs/configuration.md.") boolean markdown,
            @Mixin Output output) {
        if (markdown) {
            String document = ConfigDocs.markdown();
            output.result(Map.of("markdown", document), document.stripTrailing());
            return 0;
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ConfigKey key : ConfigKeys.all()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("key", key.name());
            row.put("file", key.place().file());
            row.put("default", key.otherwise());
            row.put("bounds", key.bounds());
            row.put("meaning", key.doc());
            rows.add(row);
        }
        output.list(rows);
        return 0;
    }

    @Command(name = "print", description = "Effective values and where they come from; of a node when named.")
    int print(
            @Parameters(paramLabel = "DIR/node-I", arity = "0..1") @Nullable Path home,
            @Mixin Target target,
            @Mixin Output output) {
        Path directory = home == null ? target.directory() : home;
        ClusterFile cluster = ClusterFiles.read(directory.resolve(ClusterFile.NAME));
        Settings own = Files.exists(directory.resolve(NodeFile.NAME))
                ? NodeFile.read(directory).settings()
                : Settings.NONE;
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ConfigKey key : ConfigKeys.all()) {
            Settings from = key.place() == ConfigKey.Place.CLUSTER ? cluster.settings() : own;
            String value = from.values().get(key.name());
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("key", key.name());
            row.put("value", value != null ? value : fallback(key, cluster));
            row.put("from", value != null || stated(key) ? key.place().file() : "default");
            rows.add(row);
        }
        output.list(rows);
        return 0;
    }

    private static boolean stated(ConfigKey key) {
        return key.name().equals("protocol") || key.name().equals("services");
    }

    private static String fallback(ConfigKey key, ClusterFile cluster) {
        return switch (key.name()) {
            case "protocol" -> cluster.protocol();
            case "services" -> String.join(",", cluster.group("main").services());
            default -> key.otherwise();
        };
    }
}
