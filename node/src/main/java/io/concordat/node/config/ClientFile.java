package io.concordat.node.config;

import io.concordat.net.netty.Ed25519Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** One client's secret identity: {@code client.toml} or {@code admin.toml}, readable by its owner alone. */
public record ClientFile(Ed25519Key key, boolean admin) {
    public static final String NAME = "client.toml";
    public static final String ADMIN = "admin.toml";

    /** Throws {@link ConfigRefused}, also when others may read the file. */
    public static ClientFile read(Path file) {
        TomlFile toml = TomlFile.read(file);
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
                if (mode.stream().anyMatch(p -> !p.name().startsWith("OWNER_"))) {
                    throw ConfigRefused.usage(file + " may be read by others than its owner", "mode 0600");
                }
            }
            return new ClientFile(
                    Ed25519Key.parsePem(toml.text("key"), file.toString()),
                    toml.text("role").equals("admin"));
        } catch (IOException e) {
            throw ConfigRefused.usage(String.valueOf(e.getMessage()), "an Ed25519 key in PEM PKCS#8");
        }
    }

    public String write() {
        return "# A client's identity. Whoever has this file may use the cluster"
                + (admin ? " as an administrator" : "") + ".\nrole = \"" + (admin ? "admin" : "client")
                + "\"\nkey = '''\n" + key.pem() + "'''\n";
    }
}
