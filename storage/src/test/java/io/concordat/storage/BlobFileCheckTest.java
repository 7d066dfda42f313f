package io.concordat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.config.Limits;
import io.concordat.protocol.LogTail;
import io.concordat.record.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large batches stand in files beside RocksDB's tables, of which it checks only what it is asked for. */
class BlobFileCheckTest {
    @TempDir
    private Path temporary;

    private Path crashed() throws IOException {
        return crashed(12, 800, 1);
    }

    /** A node that was killed: its first life's batches went to a table, large ones beside it, when it started anew. */
    private Path crashed(int batches, int length, int more) throws IOException {
        Path data = temporary.resolve("data");
        StoredLife.first(data).append(batches, length).close();
        StoredLife running = StoredLife.next(data).append(more).settled();
        Path copy = CrashTest.copy(data, temporary.resolve("crashed"));
        running.close();
        assertThat(copy.resolve("SEAL")).doesNotExist();
        return copy;
    }

    private static Path blobs(Path data) throws IOException {
        return log(data, ".blob");
    }

    private static Path log(Path data, String ending) throws IOException {
        try (Stream<Path> all = Files.list(data.resolve("log"))) {
            return all.filter(f -> f.toString().endsWith(ending)).findFirst().orElseThrow();
        }
    }

    @Test
    void aChangedByteAnywhereIsFoundAndNamed() throws IOException {
        Path copy = crashed();
        Path file = blobs(copy);
        assertThat(OfflineVerify.verify(copy, Limits.DEFAULTS).ok()).isTrue();
        long size = Files.size(file);
        int records = 0;
        for (long at = 1; at < size; at += size / 60) {
            SealTest.flip(file, at, 3);
            Verification found = OfflineVerify.verify(copy, Limits.DEFAULTS);
            assertThat(found.ok()).as("byte %s", at).isFalse();
            Verification.Mismatch first = found.mismatches().get(0);
            assertThat(first.file()).isEqualTo(copy.relativize(file).toString());
            assertThat(first.offset()).isNotNegative().isLessThanOrEqualTo(at);
            records += first.record().startsWith("group 0 record BATCH") ? 1 : 0;
            SealTest.flip(file, at, 3);
        }
        assertThat(records).isGreaterThan(50);
        SealTest.flip(file, size - 5, 3);
        assertThat(OfflineVerify.verify(copy, Limits.DEFAULTS).ok())
                .as("footer")
                .isFalse();
    }

    /** A start leaves it to the records' own checksums to notice what is wrong with a large value. */
    @Test
    void noLogIsOpenedThatHoldsAChangedValue() throws IOException {
        Path whole = crashed();
        Path file = whole.relativize(blobs(whole));
        long size = Files.size(whole.resolve(file));
        LogTail tail;
        try (StoredLife life = StoredLife.next(CrashTest.copy(whole, temporary.resolve("whole")))) {
            tail = life.tail;
        }
        int named = 0;
        for (long at = 1; at < size; at += size / 60) {
            Path damaged = CrashTest.copy(whole, temporary.resolve("changed at " + at));
            SealTest.flip(damaged.resolve(file), at, 3);
            try (StoredLife life = StoredLife.next(damaged)) {
                assertThat(life.tail)
                        .as("byte %s is RocksDB's own, between the values", at)
                        .isEqualTo(tail);
            } catch (StorageException e) {
                named += e.getMessage().startsWith("group 0 record BATCH") ? 1 : 0;
            }
        }
        assertThat(named).isGreaterThan(50);
    }

    /** Of its tables RocksDB checks all: under a changed key the last record would be taken for one that was lost. */
    @Test
    void noLogIsOpenedWhoseLastRecordStandsUnderAnotherKey() throws IOException {
        Path whole = crashed(40, 20, 0);
        Path file = whole.relativize(log(whole, ".sst"));
        String table = Files.readString(whole.resolve(file), StandardCharsets.ISO_8859_1);
        int last = table.lastIndexOf("command ");
        String text = table.substring(last, table.indexOf(' ', last + 8) + 1);
        for (int at = table.lastIndexOf("command ", table.indexOf(text) - 1); at < last; at++) {
            Path damaged = CrashTest.copy(whole, temporary.resolve("changed at " + at));
            SealTest.flip(damaged.resolve(file), at, 3);
            assertThatThrownBy(() -> StoredLife.next(damaged).close())
                    .as("byte %s", at)
                    .isInstanceOf(StorageException.class);
        }
    }

    @Test
    void aFileThatWasStillBeingWrittenIsNoDamage() throws IOException {
        Path whole = blobs(crashed());
        byte[] bytes = Files.readAllBytes(whole);
        Path part = temporary.resolve("000077.blob");
        for (int length = 30; length < bytes.length - 32; length += 997) {
            Files.write(part, Arrays.copyOf(bytes, length));
            LogFileCheck check = BlobFileCheck.of(part);
            assertThat(check.damaged()).isEmpty();
            assertThat(check.torn()).isPresent();
        }
        assertThat(BlobFileCheck.of(whole).torn()).isEmpty();
    }

    /** What reads damaged files must itself survive anything. */
    @Test
    void anyBytesAreReadWithoutAFailure() throws IOException {
        Random random = new Random(4);
        byte[] whole = Files.readAllBytes(blobs(crashed()));
        Path file = temporary.resolve("000078.blob");
        for (int i = 0; i < 300; i++) {
            byte[] bytes = i % 2 == 0 ? new byte[random.nextInt(2_000)] : whole.clone();
            int from = i % 2 == 0 ? 0 : random.nextInt(bytes.length);
            byte[] noise = new byte[Math.min(64, bytes.length - from)];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, bytes, from, noise.length);
            Files.write(file, bytes);
            assertThat(BlobFileCheck.of(file)).isNotNull();
        }
    }
}
