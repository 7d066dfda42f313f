package io.concordat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.record.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private static final Bytes CLUSTER = StoredLife.CLUSTER;

    @TempDir
    private Path temporary;

    private Path data;

    @BeforeEach
    void name() {
        data = temporary.resolve("data");
    }

    @Test
    void aNewNodesDirectoryIsFreshUntilFormatted() throws Exception {
        DataDirectory.create(data, CLUSTER, 3);
        try (DataDirectory first = DataDirectory.open(data, CLUSTER, 3)) {
            assertThat(first.fresh()).isTrue();
        }
        try (DataDirectory again = DataDirectory.open(data, CLUSTER, 3)) {
            assertThat(again.fresh()).as("the first start was interrupted").isTrue();
            again.formatted();
            assertThat(again.fresh()).isFalse();
        }
        try (DataDirectory later = DataDirectory.open(data, CLUSTER, 3)) {
            assertThat(later.fresh()).isFalse();
        }
    }

    @Test
    void aLostDirectoryIsNotFresh() throws Exception {
        try (DataDirectory lost = DataDirectory.open(data, CLUSTER, 3)) {
            assertThat(lost.fresh()).isFalse();
        }
    }

    @Test
    void aNewNodeTakesNobodysPlace() throws Exception {
        Files.createDirectories(data);
        Files.writeString(data.resolve("something"), "mine");
        refused(ErrorCode.STORAGE_FAILED, "not empty", () -> {
            DataDirectory.create(data, CLUSTER, 3);
            return data;
        });
        refused(ErrorCode.STORAGE_FAILED, "no IDENTITY", () -> DataDirectory.open(data, CLUSTER, 3));
    }

    @Test
    void anothersDirectoryIsRefused() throws Exception {
        DataDirectory.create(data, CLUSTER, 3);
        refused(ErrorCode.WRONG_CLUSTER, CLUSTER.toHex(), () -> DataDirectory.open(data, Bytes.wrap(new byte[16]), 3));
        refused(ErrorCode.WRONG_IDENTITY, "node 3, not to node 4", () -> DataDirectory.open(data, CLUSTER, 4));
        DataDirectory.open(data, CLUSTER, 3).close();
    }

    @Test
    void aNewerFormatIsRefusedAndADamagedFileIsNotTakenForOne() throws Exception {
        DataDirectory.create(data, CLUSTER, 3);
        Path identity = data.resolve("IDENTITY");
        String text = Files.readString(identity);
        Files.writeString(identity, text.replace("concordat-data 1", "concordat-data 2"));
        refused(ErrorCode.STORAGE_FAILED, "checksum", () -> DataDirectory.open(data, CLUSTER, 3));
        DurableFiles.write(identity, "concordat-data 2\nwhatever\n");
        refused(ErrorCode.WRONG_VERSION, "data format 2", () -> DataDirectory.open(data, CLUSTER, 3));
    }

    @Test
    void twoNodesOfOneProcessDoNotShareADirectory() throws Exception {
        DataDirectory.create(data, CLUSTER, 3);
        try (DataDirectory held = DataDirectory.open(data, CLUSTER, 3)) {
            assertThat(held.path()).isEqualTo(data);
            String pid = "process " + ProcessHandle.current().pid();
            refused(ErrorCode.DIRECTORY_IN_USE, pid, () -> DataDirectory.open(data, CLUSTER, 3));
            refused(ErrorCode.DIRECTORY_IN_USE, pid, () -> DataDirectory.open(data.resolve("../data"), CLUSTER, 3));
        }
        DataDirectory.open(data, CLUSTER, 3).close();
    }

    @Test
    void theNativeLibraryIsUnpackedOnce() throws Exception {
        NativeLibrary.load();
        Path directory = NativeLibrary.unpacked();
        var before = Files.getLastModifiedTime(directory);
        assertThat(NativeLibrary.unpacked()).isEqualTo(directory);
        assertThat(Files.getLastModifiedTime(directory)).isEqualTo(before);
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }

    private interface Opening {
        Object run() throws Exception;
    }

    private static void refused(ErrorCode code, String message, Opening opening) {
        assertThatThrownBy(() -> {
                    Object opened = opening.run();
                    if (opened instanceof AutoCloseable closeable) {
                        closeable.close();
                    }
                })
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
