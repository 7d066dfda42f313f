package io.concordat.storage;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.protocol.RecordKind;
import io.concordat.record.RecordFormat;
import io.concordat.record.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads single kinds of records from a stopped node's data directory, or a copy, without changing a byte of it. */
public final class OfflineRecords {
    private OfflineRecords() {}

    /** Whose directory it is, and what it keeps, in the protocol's form. */
    public record Evidence(int node, List<Bytes> payloads) {}

    /**
     * The evidence records of {@code group}.
     *
     * @throws StorageException DIRECTORY_IN_USE when a process runs on it; USAGE when it is no data directory;
     *     STORAGE_FAILED when a record is damaged
     */
    public static Evidence evidence(Path directory, int group) throws IOException {
        if (!Files.exists(directory.resolve("IDENTITY"))) {
            throw new StorageException(ErrorCode.USAGE, directory + " is not a data directory: it has no IDENTITY");
        }
        try (DirectoryLock lock = DirectoryLock.borrow(directory)) {
            Identity identity = Identity.read(directory.resolve("IDENTITY"));
            List<Bytes> payloads = identity.fresh() ? List.of() : payloads(directory, group);
            return new Evidence(identity.node(), payloads);
        }
    }

    private static List<Bytes> payloads(Path directory, int group) throws IOException {
        List<Bytes> found = new ArrayList<>();
        try (ReadOnlyDisk disk = ReadOnlyDisk.open(directory)) {
            Bytes from = RecordFormat.key(group, RecordKind.EVIDENCE, 0);
            disk.store().scan(from, RecordFormat.endOf(group, RecordKind.EVIDENCE), (key, value) -> {
                try {
                    found.add(RecordFormat.decode(key, value).payload());
                } catch (MalformedException e) {
                    throw new StorageException(
                            ErrorCode.STORAGE_FAILED, "evidence under key " + key.toHex() + ": " + e.getMessage());
                }
                return true;
            });
        }
        return found;
    }
}
