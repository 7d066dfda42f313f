package io.concordat.storage;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.record.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node's data directory, held by this process: {@code IDENTITY} (whose), {@code LOCK} (by whom), {@code SEAL}
 * (after a clean stop only), {@code log/} (RocksDB), {@code slots/} (a watermark file per group). Not thread-safe.
 */
public final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final DirectoryLock lock;
    private Identity identity;

    private DataDirectory(Path path, DirectoryLock lock, Identity identity) {
        this.path = path;
        this.lock = lock;
        this.identity = identity;
    }

    /**
     * Makes the directory of a node that never ran. Only whoever makes the node may call this: to a replica that has
     * lost its disk, a fresh directory would say that it never promised anything.
     *
     * @param cluster 16 bytes
     * @throws StorageException STORAGE_FAILED when there is something already
     */
    public static void create(Path path, Bytes cluster, int node) throws IOException {
        Files.createDirectories(path);
        if (!isVacant(path)) {
            throw new StorageException(ErrorCode.STORAGE_FAILED, path + " is not empty");
        }
        new Identity(cluster, node, true).write(path.resolve("IDENTITY"));
    }

    /**
     * Takes the directory for this process. One that is missing or empty has been lost: it comes up not fresh, and
     * its groups with amnesia. A directory that was stopped cleanly is compared with its seal, byte for byte.
     *
     * @throws StorageException DIRECTORY_IN_USE naming the process; WRONG_CLUSTER, WRONG_IDENTITY, WRONG_VERSION;
     *     STORAGE_FAILED naming the damaged file
     */
    public static DataDirectory open(Path path, Bytes cluster, int node) throws IOException {
        Files.createDirectories(path);
        DirectoryLock lock = DirectoryLock.take(path);
        try {
            Identity identity = identity(path, cluster, node);
            Seal.verifyAndBreak(path);
            Files.createDirectories(path.resolve("log"));
            Files.createDirectories(path.resolve("slots"));
            DurableFiles.syncDirectory(path);
            return new DataDirectory(path, lock, identity);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Identity identity(Path path, Bytes cluster, int node) throws IOException {
        Path file = path.resolve("IDENTITY");
        if (!Files.exists(file)) {
            if (!isVacant(path)) {
                throw new StorageException(ErrorCode.STORAGE_FAILED, path + " holds data but no IDENTITY");
            }
            Identity lost = new Identity(cluster, node, false);
            lost.write(file);
            return lost;
        }
        Identity found = Identity.read(file);
        if (!found.cluster().equals(cluster)) {
            throw new StorageException(
                    ErrorCode.WRONG_CLUSTER,
                    path + " belongs to cluster " + found.cluster().toHex() + ", not " + cluster.toHex());
        }
        if (found.node() != node) {
            throw new StorageException(
                    ErrorCode.WRONG_IDENTITY, path + " belongs to node " + found.node() + ", not to node " + node);
        }
        return found;
    }

    private static boolean isVacant(Path path) throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            List<String> names =
                    entries.map(p -> p.getFileName().toString()).sorted().toList();
            return names.isEmpty() || names.equals(List.of("LOCK"));
        }
    }

    /** Whether its groups must be formatted before they are opened, and {@link #formatted()} called afterwards. */
    public boolean fresh() {
        return identity.fresh();
    }

    /** From here on an empty log in this directory is a lost one. Synced when it returns. */
    public void formatted() throws IOException {
        identity = new Identity(identity.cluster(), identity.node(), false);
        identity.write(path.resolve("IDENTITY"));
    }

    public Path path() {
        return path;
    }

    /** Lets go of the directory; {@link RocksDisk#close()} does it for a disk. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
