package io.concordat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.protocol.Recovery;
import io.concordat.record.StorageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One flipped bit in any data file of a cleanly stopped node is found before anything of it is served. */
class SealTest {
    @TempDir
    private Path temporary;

    /** Two lives, so that there are both a table and a write-ahead log with records in them. */
    private Path stopped() throws IOException {
        Path data = temporary.resolve("data");
        StoredLife.first(data).append(60).close();
        StoredLife.next(data).append(60).close();
        return data;
    }

    private static List<String> dataFiles(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(Files::isRegularFile)
                    .map(f -> data.relativize(f).toString())
                    .filter(f -> !f.endsWith("LOCK") && !f.contains("LOG"))
                    .sorted()
                    .toList();
        }
    }

    static void flip(Path file, long at, int bit) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            int old = open.read();
            open.seek(at);
            open.write(old ^ 1 << bit);
        }
    }

    @Test
    void anyFlippedBitInAnyFileIsFoundAndNamed() throws Exception {
        Path data = stopped();
        List<String> files = dataFiles(data);
        assertThat(files).contains("IDENTITY", "SEAL", "slots/0").anyMatch(f -> f.endsWith(".sst"));
        assertThat(files).anyMatch(f -> f.matches("log/\\d+\\.log")).anyMatch(f -> f.startsWith("log/MANIFEST"));
        for (String name : files) {
            Path file = data.resolve(name);
            long size = Files.size(file);
            for (int i = 0; i < 5 && size > 0; i++) {
                long at = Math.min(size - 1, size * i / 4);
                flip(file, at, i);
                Verification found = OfflineVerify.verify(data, Limits.DEFAULTS);
                assertThat(found.ok())
                        .as("bit %d of byte %d of %s", i, at, name)
                        .isFalse();
                Verification.Mismatch first = found.mismatches().get(0);
                assertThat(first.file()).isEqualTo(name);
                // Damage to the seal's own checksum is told from where that checksum begins.
                assertThat(first.offset())
                        .as("bit %d of byte %d of %s", i, at, name)
                        .isBetween(name.equals("SEAL") ? at - 16 : at, at);
                assertThat(first.record()).isNotEmpty();
                assertThatThrownBy(() -> StoredLife.next(data))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining(name);
                flip(file, at, i);
            }
        }
        try (StoredLife mended = StoredLife.next(data)) {
            assertThat(mended.opened.recovery()).isEqualTo(new Recovery.Intact());
            assertThat(mended.tail.index()).isEqualTo(121);
        }
    }

    @Test
    void missingCutAndForeignFilesAreFound() throws Exception {
        Path data = stopped();
        Path slots = data.resolve("slots/0");
        byte[] content = Files.readAllBytes(slots);
        Files.delete(slots);
        assertThatThrownBy(() -> StoredLife.next(data)).hasMessageContaining("missing");
        Files.write(slots, java.util.Arrays.copyOf(content, 1_000));
        assertThatThrownBy(() -> StoredLife.next(data)).hasMessageContaining("slots/0");
        Files.write(slots, content);
        Files.createFile(data.resolve("log/000999.sst"));
        assertThatThrownBy(() -> StoredLife.next(data)).hasMessageContaining("was not there");
        Files.delete(data.resolve("log/000999.sst"));
        StoredLife.next(data).close();
    }

    @Test
    void verifyingTellsWhatTheLogHoldsAndChangesNothing() throws Exception {
        Path data = stopped();
        String before = everything(data);
        Verification verified = OfflineVerify.verify(data, Limits.DEFAULTS);
        assertThat(verified.ok()).isTrue();
        assertThat(verified.sealed()).isTrue();
        assertThat(verified.note()).isEmpty();
        assertThat(verified.groups()).hasSize(1);
        assertThat(verified.groups().get(0).firstIndex()).isEqualTo(1);
        assertThat(verified.groups().get(0).tail().index()).isEqualTo(121);
        assertThat(everything(data)).isEqualTo(before);

        Path copy = CrashTest.copy(data, temporary.resolve("copy"));
        assertThat(OfflineVerify.verify(copy, Limits.DEFAULTS)).isEqualTo(verified);
        assertThat(copy.resolve("LOCK")).doesNotExist();
    }

    @Test
    void aSealDoesNotVouchForALaterLife() throws Exception {
        Path data = stopped();
        try (StoredLife running = StoredLife.next(data)) {
            assertThat(data.resolve("SEAL")).doesNotExist();
            running.append(1);
        }
        assertThat(OfflineVerify.verify(data, Limits.DEFAULTS).sealed()).isTrue();
    }

    @Test
    void aDirectoryThatIsNoneIsAUsersMistake() {
        assertThatThrownBy(() -> OfflineVerify.verify(temporary, Limits.DEFAULTS))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
    }

    private static String everything(Path data) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> paths = Files.walk(data)) {
            for (Path path : paths.sorted().toList()) {
                all.append(path)
                        .append(' ')
                        .append(Files.getLastModifiedTime(path))
                        .append('\n');
            }
        }
        return all.toString();
    }
}
