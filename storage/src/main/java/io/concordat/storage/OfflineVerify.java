package io.concordat.storage;

import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.protocol.Recovery;
import io.concordat.record.AuditTerms;
import io.concordat.record.LogAudit;
import io.concordat.record.StorageException;
import io.concordat.storage.Verification.Mismatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks the data directory of a stopped node, or a copy of it, without changing a byte. */
public final class OfflineVerify {
    private static final String UNSEALED =
            "no seal, the node was not stopped cleanly: not covered are RocksDB's options"
                    + " and identity files, the older watermark slot, and";
    private static final Pattern IN_TABLE = Pattern.compile("in \\S*?(\\d+\\.sst) offset (\\d+)");

    private final Path directory;
    private final AuditTerms terms;
    private final List<Mismatch> mismatches = new ArrayList<>();
    private final List<LogAudit.Report> groups = new ArrayList<>();

    /** The end of a log file that cannot be read: damage if RocksDB refuses it, else what a crash may leave. */
    private @Nullable Mismatch suspect;

    private OfflineVerify(Path directory, AuditTerms terms) {
        this.directory = directory;
        this.terms = terms;
    }

    /**
     * Verifies {@code directory}: identity, seal, watermarks, every record of every group with its chain, and what of
     * it is proof, by the members' keys alone.
     *
     * @throws StorageException DIRECTORY_IN_USE when a process runs on it; USAGE when it is no data directory
     */
    public static Verification verify(Path directory, AuditTerms terms) throws IOException {
        if (!Files.exists(directory.resolve("IDENTITY"))) {
            throw new StorageException(ErrorCode.USAGE, directory + " is not a data directory: it has no IDENTITY");
        }
        try (DirectoryLock lock = DirectoryLock.borrow(directory)) {
            return new OfflineVerify(directory, terms).run();
        }
    }

    /** As {@link #verify(Path, AuditTerms)}, without a word on proofs. */
    public static Verification verify(Path directory, Limits limits) throws IOException {
        return verify(directory, AuditTerms.of(limits));
    }

    private Verification run() throws IOException {
        boolean sealed = Seal.exists(directory);
        String uncovered = "";
        if (sealed) {
            compareWithSeal();
        } else {
            uncovered = UNSEALED + " " + readLogFiles();
        }
        try {
            walk();
        } catch (StorageException e) {
            // The seal names the place, the walk names the record: both help whoever has to mend it.
            mismatches.add(named(e));
        }
        return new Verification(sealed, groups, mismatches, uncovered);
    }

    private void compareWithSeal() throws IOException {
        Seal.Mismatch broken = Seal.verify(directory);
        if (broken == null) {
            return;
        }
        String record = "the file " + broken.file();
        if (Files.exists(directory.resolve(broken.file()))) {
            record = recordAt(broken.file(), broken.offset(), broken.changed(), broken.blockAt());
        }
        mismatches.add(new Mismatch(broken.file(), broken.offset(), record, broken.what()));
    }

    private String recordAt(String file, long offset, @Nullable ChangedByte changed, long blockAt) throws IOException {
        try (FileImage image = new FileImage(directory.resolve(file), changed, blockAt)) {
            return DamagedRecord.name(file, image, offset, 2 * terms.limits().batchBytes());
        }
    }

    /** Checks what of RocksDB's files it does not itself; returns which bytes at their ends nothing vouches for. */
    private String readLogFiles() throws IOException {
        List<String> torn = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(directory.resolve("log"))) {
            files = all.sorted().toList();
        }
        for (Path path : files) {
            String name = "log/" + path.getFileName();
            boolean blobs = name.endsWith(".blob");
            if (blobs || name.endsWith(".log") || name.startsWith("log/MANIFEST-")) {
                LogFileCheck check = blobs ? BlobFileCheck.of(path) : LogFileCheck.of(path);
                for (LogFileCheck.Place place : check.damaged()) {
                    String record = recordAt(name, place.offset(), null, 0);
                    mismatches.add(new Mismatch(name, place.offset(), record, place.what()));
                }
                if (check.torn().isPresent()) {
                    LogFileCheck.Place place = check.torn().get();
                    suspect = new Mismatch(name, place.offset(), recordAt(name, place.offset(), null, 0), "");
                    torn.add(name + " from offset " + place.offset());
                }
            }
        }
        return torn.isEmpty() ? "a record torn off at the very end without a trace" : String.join(", ", torn);
    }

    private Mismatch named(StorageException e) throws IOException {
        String message = String.valueOf(e.getMessage());
        Matcher table = IN_TABLE.matcher(message);
        if (table.find()) {
            String file = "log/" + table.group(1);
            long offset = Long.parseLong(table.group(2));
            return new Mismatch(file, offset, recordAt(file, offset, null, 0), message);
        }
        Mismatch tail = suspect;
        String record = recordIn(e);
        if (tail != null && record.isEmpty()) {
            return new Mismatch(tail.file(), tail.offset(), tail.record(), message);
        }
        return new Mismatch("log", -1, record.isEmpty() ? "RocksDB's own files" : record, message);
    }

    private void walk() throws IOException {
        Identity identity = Identity.read(directory.resolve("IDENTITY"));
        if (identity.fresh()) {
            return;
        }
        try (ReadOnlyDisk disk = ReadOnlyDisk.open(directory)) {
            disk.verifyTables();
            for (int group : groupNumbers()) {
                LogAudit.Report report = LogAudit.audit(disk, identity.cluster(), identity.node(), group, terms);
                mismatches.addAll(SnapshotCheck.check(disk.snapshots(group), group));
                String file = "slots/" + Integer.toUnsignedString(group);
                if (report.recovery() instanceof Recovery.ShortLog lost) {
                    mismatches.add(new Mismatch(
                            file,
                            -1,
                            "BATCH " + report.tail().index(),
                            "the log ends here, the watermark has seen term " + lost.term() + " index "
                                    + lost.index()));
                } else if (report.recovery() instanceof Recovery.Amnesia amnesia) {
                    mismatches.add(new Mismatch(
                            file, 0, "group " + Integer.toUnsignedString(group) + " watermark", amnesia.reason()));
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
}
