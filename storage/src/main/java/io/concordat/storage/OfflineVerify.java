package io.concordat.storage;

import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.protocol.Recovery;
import io.concordat.record.LogAudit;
import io.concordat.record.StorageException;
import io.concordat.storage.Verification.Mismatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Checks the data directory of a stopped node, or a copy of it, without changing a byte. */
public final class OfflineVerify {
    private static final String UNSEALED = "no seal, the node was not stopped cleanly: bytes of log/ that belong to no"
            + " record, and a torn record at the very end, are not covered";

    private final Path directory;
    private final Limits limits;
    private final List<Mismatch> mismatches = new ArrayList<>();
    private final List<LogAudit.Report> groups = new ArrayList<>();

    private OfflineVerify(Path directory, Limits limits) {
        this.directory = directory;
        this.limits = limits;
    }

    /**
     * Verifies {@code directory}: identity, seal, watermarks, and every record of every group with its chain.
     *
     * @throws StorageException DIRECTORY_IN_USE when a process runs on it; USAGE when it is no data directory
     */
    public static Verification verify(Path directory, Limits limits) throws IOException {
        if (!Files.exists(directory.resolve("IDENTITY"))) {
            throw new StorageException(ErrorCode.USAGE, directory + " is not a data directory: it has no IDENTITY");
        }
        try (DirectoryLock lock = DirectoryLock.borrow(directory)) {
            return new OfflineVerify(directory, limits).run();
        }
    }

    private Verification run() throws IOException {
        boolean sealed = Seal.exists(directory);
        Seal.Mismatch broken = sealed ? Seal.verify(directory) : null;
        if (broken != null) {
            mismatches.add(new Mismatch(broken.file(), broken.offset(), "", broken.what()));
        }
        Path chatter = Files.createTempDirectory("concordat-verify");
        try {
            walk(chatter);
        } catch (StorageException e) {
            // The seal names the place, the walk names the record: both help whoever has to mend it.
            mismatches.add(new Mismatch("log", -1, recordIn(e), String.valueOf(e.getMessage())));
        } finally {
            remove(chatter);
        }
        return new Verification(sealed, groups, mismatches, sealed ? "" : UNSEALED);
    }

    private void walk(Path chatter) throws IOException {
        Identity identity = Identity.read(directory.resolve("IDENTITY"));
        if (identity.fresh()) {
            return;
        }
        try (ReadOnlyDisk disk = ReadOnlyDisk.open(directory, chatter)) {
            for (int group : groupNumbers()) {
                LogAudit.Report report = LogAudit.audit(disk, identity.cluster(), identity.node(), group, limits);
                String file = "slots/" + Integer.toUnsignedString(group);
                if (report.recovery() instanceof Recovery.ShortLog lost) {
                    mismatches.add(new Mismatch(
                            file,
                            -1,
                            "BATCH " + report.tail().index(),
                            "the log ends here, the watermark has seen term " + lost.term() + " index "
                                    + lost.index()));
                } else if (report.recovery() instanceof Recovery.Amnesia amnesia) {
                    mismatches.add(new Mismatch(file, 0, "", amnesia.reason()));
                }
                groups.add(report);
            }
        }
    }

    private TreeSet<Integer> groupNumbers() throws IOException {
        TreeSet<Integer> numbers = new TreeSet<>(Integer::compareUnsigned);
        try (Stream<Path> files = Files.list(directory.resolve("slots"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!name.matches("\\d{1,10}")) {
                    throw new StorageException(ErrorCode.STORAGE_FAILED, "slots/" + name + " is no group's");
                }
                numbers.add(Integer.parseUnsignedInt(name));
            }
        }
        return numbers;
    }

    private static String recordIn(StorageException e) {
        String message = String.valueOf(e.getMessage());
        int at = message.indexOf("record ");
        int end = message.indexOf(':', at);
        return at < 0 ? "" : message.substring(at + 7, end < 0 ? message.length() : end);
    }

    private static void remove(Path chatter) throws IOException {
        try (Stream<Path> all = Files.walk(chatter)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
