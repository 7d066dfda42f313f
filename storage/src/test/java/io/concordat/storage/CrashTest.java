package io.concordat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.log.LogEntry;
import io.concordat.protocol.Recovery;
import io.concordat.record.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lives that end without a clean stop, on a real RocksDB. */
class CrashTest {
    @TempDir
    private Path temporary;

    @Test
    void whatAKilledProcessHasPromisedIsThere() throws Exception {
        Path data = temporary.resolve("data");
        StoredLife.first(data).close();
        for (int round = 0; round < 3; round++) {
            String[] last = killedAfter(data, 15).split(" ");
            Verification verified = OfflineVerify.verify(data, Limits.DEFAULTS);
            assertThat(verified.mismatches()).isEmpty();
            assertThat(verified.sealed()).isFalse();
            assertThat(verified.note()).contains("not stopped cleanly");
            try (StoredLife next = StoredLife.next(data)) {
                assertThat(next.opened.recovery()).isEqualTo(new Recovery.Intact());
                assertThat(next.opened.hardState().term()).isGreaterThanOrEqualTo(Long.parseLong(last[0]));
                long index = Long.parseLong(last[1]);
                List<LogEntry> entries = next.opened.log().read(index, index, 1 << 20);
                assertThat(entries).extracting(e -> e.hash().toHex()).containsExactly(last[2]);
            }
        }
    }

    @Test
    void aSecondProcessIsToldWhoHoldsTheDirectory() throws Exception {
        Path data = temporary.resolve("data");
        StoredLife.first(data).close();
        Process holder = start(data);
        try (BufferedReader out = holder.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            refused(() -> StoredLife.next(data), ErrorCode.DIRECTORY_IN_USE, "process " + holder.pid());
            refused(
                    () -> OfflineVerify.verify(data, Limits.DEFAULTS),
                    ErrorCode.DIRECTORY_IN_USE,
                    "process " + holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void aCutTailIsAShortLog() throws Exception {
        Path crashed = crashedCopy(40);
        Path wal = newest(crashed.resolve("log"), ".log");
        try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "rw")) {
            file.setLength(lastUsed(file) - 3_000);
        }
        Verification verified = OfflineVerify.verify(crashed, Limits.DEFAULTS);
        assertThat(verified.ok()).isFalse();
        assertThat(verified.mismatches().get(0).message()).contains("index 41");
        try (StoredLife next = StoredLife.next(crashed)) {
            assertThat(next.opened.recovery()).isEqualTo(new Recovery.ShortLog(1, 41));
            assertThat(next.tail.index()).isBetween(1L, 40L);
            next.append((int) (41 - next.tail.index()));
        }
        try (StoredLife refilled = StoredLife.next(crashed)) {
            assertThat(refilled.opened.recovery()).isEqualTo(new Recovery.Intact());
        }
    }

    @Test
    void aFlippedBitIsNeverTakenForAWholeLog() throws Exception {
        Path crashed = crashedCopy(40);
        Path wal = newest(crashed.resolve("log"), ".log");
        long used;
        try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "r")) {
            used = lastUsed(file);
        }
        for (int i = 0; i < 12; i++) {
            Path copy = copy(crashed, temporary.resolve("flipped-" + i));
            SealTest.flip(copy.resolve("log").resolve(wal.getFileName()), used * i / 12 + 5, i % 8);
            assertThat(OfflineVerify.verify(copy, Limits.DEFAULTS).ok()).isFalse();
            try (StoredLife next = StoredLife.next(copy)) {
                // RocksDB may drop the record at the very end silently; the watermark knows.
                assertThat(next.opened.recovery()).isInstanceOf(Recovery.ShortLog.class);
            } catch (StorageException refused) {
                assertThat(refused.code()).isEqualTo(ErrorCode.STORAGE_FAILED);
            }
        }
    }

    @Test
    void S04_aBitFlippedBeforeTheTailIsRefusedAndWhatFollowsItIsNotCutAway() throws Exception {
        Path crashed = crashedCopy(40);
        Path wal = newest(crashed.resolve("log"), ".log");
        long used;
        try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "r")) {
            used = lastUsed(file);
        }
        SealTest.flip(wal, used / 2, 3);
        refused(() -> StoredLife.next(crashed), ErrorCode.STORAGE_FAILED, "cannot be opened");
    }

    @Test
    void aWipedDirectoryIsAmnesia() throws Exception {
        Path data = temporary.resolve("data");
        StoredLife.first(data).append(3).close();
        remove(data);
        try (StoredLife next = StoredLife.next(data)) {
            assertThat(next.opened.recovery()).isInstanceOf(Recovery.Amnesia.class);
        }
        remove(data.resolve("slots"));
        Files.delete(data.resolve("SEAL"));
        try (StoredLife next = StoredLife.next(data)) {
            assertThat(next.opened.recovery()).isInstanceOf(Recovery.Amnesia.class);
        }
    }

    @Test
    void aLogThatWasRemovedIsAShortLog() throws Exception {
        Path crashed = crashedCopy(3);
        remove(crashed.resolve("log"));
        try (StoredLife next = StoredLife.next(crashed)) {
            assertThat(next.opened.recovery()).isEqualTo(new Recovery.ShortLog(1, 4));
        }
    }

    /** A copy of a directory in use: what a power cut after the last sync would leave. */
    private Path crashedCopy(int entries) throws Exception {
        Path data = temporary.resolve("running");
        try (StoredLife life = StoredLife.first(data)) {
            for (int i = 0; i < entries; i++) {
                life.append(1).written();
            }
            life.settled();
            return copy(data, temporary.resolve("crashed"));
        }
    }

    private static String killedAfter(Path data, int lines) throws Exception {
        Process process = start(data);
        String last = "";
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            for (int i = 0; i <= lines; i++) {
                last = out.readLine();
            }
            // Through the handle: destroying the process itself would close the stream we still read.
            process.toHandle().destroyForcibly();
            // What it still printed before it died was promised too.
            for (String line = out.readLine(); line != null && line.length() > 64; line = out.readLine()) {
                last = line;
            }
        }
        process.waitFor();
        return last;
    }

    private static Process start(Path data) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Xmx256m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(WritingProcess.class.getName(), data.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static long lastUsed(RandomAccessFile file) throws IOException {
        byte[] all = new byte[(int) file.length()];
        file.readFully(all);
        int end = all.length;
        while (end > 0 && all[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static Path newest(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(suffix))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else if (!path.getFileName().toString().equals("LOCK")) {
                    Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return to;
    }

    static void remove(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private interface Opening {
        Object run() throws Exception;
    }

    private static void refused(Opening opening, ErrorCode code, String message) {
        assertThatThrownBy(opening::run)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
