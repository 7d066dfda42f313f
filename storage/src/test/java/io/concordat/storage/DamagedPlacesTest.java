package io.concordat.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.protocol.RecordKind;
import io.concordat.record.RecordFormat;
import io.concordat.record.StoredRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage is not only found but named: which file, which byte of it, whose record. */
class DamagedPlacesTest {
    private static final int MOST = 2 << 20;

    @TempDir
    private Path temporary;

    @Test
    void aChecksumTellsWhichByteChangedAndWhatItWas() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] block = new byte[1 + random.nextInt(70_000 >> random.nextInt(16))];
            random.nextBytes(block);
            CRC32C crc = new CRC32C();
            crc.update(block, 0, block.length);
            int at = random.nextInt(block.length);
            byte was = block[at];
            block[at] ^= (byte) (1 + random.nextInt(255));
            assertThat(ChangedByte.find(block, block.length, (int) crc.getValue()))
                    .isEqualTo(new ChangedByte(at, was));
        }
    }

    @Test
    void damageToManyBytesIsNotExplainedByOne() {
        Random random = new Random(2);
        int explained = 0;
        for (int i = 0; i < 1_000; i++) {
            byte[] block = new byte[4_096];
            random.nextBytes(block);
            explained += ChangedByte.find(block, block.length, random.nextInt()) == null ? 0 : 1;
        }
        assertThat(explained).isLessThan(5);
    }

    /** Every byte of a record in the write-ahead log, and of one in a table, leads to that record. */
    @Test
    void everyByteOfARecordLeadsToIt() throws IOException {
        Path data = temporary.resolve("data");
        StoredLife.first(data).append(60).close();
        StoredLife.next(data).append(60).close();
        assertThat(namedIn(data, ".sst")).contains("group 0 record BATCH 1", "group 0 record BATCH 40");
        assertThat(namedIn(data, ".log"))
                .contains("group 0 record BATCH 62", "group 0 record BATCH 121", "group 0 record HARD_STATE 0")
                .doesNotContain("group 0 record BATCH 40");
    }

    private static TreeSet<String> namedIn(Path data, String suffix) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> all = Files.list(data.resolve("log"))) {
            for (Path file : all.filter(f -> f.toString().endsWith(suffix)).toList()) {
                try (FileImage image = new FileImage(file, null, 0)) {
                    for (long at = 0; at < image.size(); at += 97) {
                        names.add(DamagedRecord.name("log/" + file.getFileName(), image, at, MOST));
                    }
                }
            }
        }
        return names;
    }

    @Test
    void aRecordInATableIsFoundFromAnyOfItsBytes() throws IOException {
        StoredRecord record =
                new StoredRecord(3, RecordKind.BATCH, 77, 5, io.concordat.bytes.Hash.ZERO, Bytes.wrap(new byte[1_000]));
        Bytes value = RecordFormat.encode(record);
        Path file = temporary.resolve("000001.sst");
        Files.write(
                file,
                Bytes.concat(Bytes.utf8("before"), value, Bytes.utf8("after")).toArray());
        try (FileImage image = new FileImage(file, null, 0)) {
            for (int at = 0; at < value.length(); at++) {
                assertThat(DamagedRecord.name("log/000001.sst", image, 6 + at, MOST))
                        .isEqualTo("group 3 record BATCH 77");
            }
            assertThat(DamagedRecord.name("log/000001.sst", image, 6 + value.length() + 2, MOST))
                    .isEqualTo("the file's own structure after group 3 record BATCH 77");
        }
    }

    /** Without a seal the write-ahead log's own checksums are read; only what ends it can hide damage, and is named. */
    @Test
    void aCrashedDirectoryIsReadByteByByteTooAndSaysWhereNothingVouches() throws IOException {
        Path data = temporary.resolve("data");
        StoredLife running = StoredLife.first(data).append(60).settled();
        Path copy = CrashTest.copy(data, temporary.resolve("crashed"));
        running.close();
        assertThat(copy.resolve("SEAL")).doesNotExist();
        assertThat(OfflineVerify.verify(copy, Limits.DEFAULTS).ok()).isTrue();
        Path wal = theLog(copy);
        String name = copy.relativize(wal).toString();
        long size = Files.size(wal);
        for (long at = 3; at < size; at += size / 25) {
            SealTest.flip(wal, at, 3);
            Verification found = OfflineVerify.verify(copy, Limits.DEFAULTS);
            if (found.ok()) {
                assertThat(found.note()).contains(name + " from offset ");
                assertThat(at).isGreaterThan(size * 9 / 10);
            } else {
                assertThat(found.mismatches().get(0).record()).isNotEmpty();
            }
            SealTest.flip(wal, at, 3);
        }
        assertThat(OfflineVerify.verify(copy, Limits.DEFAULTS).ok()).isTrue();
    }

    private static Path theLog(Path data) throws IOException {
        try (Stream<Path> all = Files.list(data.resolve("log"))) {
            return all.filter(f -> f.toString().endsWith(".log"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    /** What reads damaged files must itself survive anything. */
    @Test
    void anyBytesAreReadWithoutAFailure() throws IOException {
        Random random = new Random(3);
        Path file = temporary.resolve("000009.log");
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(80_000)];
            random.nextBytes(bytes);
            if (i % 3 == 0 && bytes.length > 20) {
                byte[] text = "\0\0\0\0\40\0\1".getBytes(StandardCharsets.ISO_8859_1);
                System.arraycopy(text, 0, bytes, 0, text.length);
            }
            Files.write(file, bytes);
            LogFileCheck.of(file);
            try (FileImage image = new FileImage(file, null, 0)) {
                long at = random.nextInt(bytes.length + 1);
                assertThat(DamagedRecord.name("log/000009.log", image, at, MOST))
                        .isNotEmpty();
                assertThat(DamagedRecord.name("log/000009.sst", image, at, MOST))
                        .isNotEmpty();
            }
        }
    }
}
