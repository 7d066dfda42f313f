package io.concordat.storage;

import io.concordat.bytes.Bytes;
import io.concordat.record.Disk;
import io.concordat.record.DiskProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Synced RocksDB under whoever embeds a node. */
public final class RocksDiskProvider implements DiskProvider {
    @Override
    public void create(Path directory, Bytes cluster, int node) throws IOException {
        DataDirectory.create(directory, cluster, node);
    }

    @Override
    public Disk open(Path directory, Bytes cluster, int node, Format format) throws IOException {
        DataDirectory data = DataDirectory.open(directory, cluster, node);
        boolean fresh = data.fresh();
        try {
            if (fresh) {
                // A first start that was killed half-way promised nothing, because formatted() was not reached.
                empty(directory.resolve("log"));
                empty(directory.resolve("slots"));
                empty(directory.resolve("snapshots"));
            }
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
        RocksDisk disk = RocksDisk.open(data, true);
        try {
            if (fresh) {
                format.on(disk);
                data.formatted();
            }
            return disk;
        } catch (IOException | RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    private static void empty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.filter(path -> !path.equals(directory))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
