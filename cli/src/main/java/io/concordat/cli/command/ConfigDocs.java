package io.concordat.cli.command;

import io.concordat.node.config.ConfigKey;
import io.concordat.node.config.ConfigKeys;

/** {@code docs/configuration.md}, made from the registry so that it cannot lag behind. */
public final class ConfigDocs {
    private ConfigDocs() {}

    public static String markdown() {
        StringBuilder out = new StringBuilder("# Configuration\n\n"
                + "Made by `concordat config docs --markdown`; make it anew when a key changes.\n"
                + "`init --set key=value` puts a key "
                + "in its file; an unknown key is refused. Keys in `cluster.toml`\n"
                + "are agreed by all nodes and stand under "
                + "`[settings]`: nodes whose values differ refuse each other.\n"
                + "`protocol` and `services` have places of their "
                + "own in that file.\n\n| key | file | default | bounds | meaning |\n|---|---|---|---|---|\n");
        for (ConfigKey key : ConfigKeys.all()) {
            out.append("| `")
                    .append(key.name())
                    .append("` | ")
                    .append(key.place().file());
            out.append(" | ").append(key.otherwise().isEmpty() ? "" : "`" + key.otherwise() + "`");
            out.append(" | ")
                    .append(key.bounds())
                    .append(" | ")
                    .append(key.doc())
                    .append(" |\n");
        }
        return out.toString();
    }
}
