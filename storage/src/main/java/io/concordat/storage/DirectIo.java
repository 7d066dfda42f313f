package io.concordat.storage;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Whether a file system takes writes past the page cache; some (older tmpfs, network ones) refuse the open flag. */
final class DirectIo {
    private DirectIo() {}

    static boolean possibleIn(Path directory) {
        Path probe = directory.resolve("direct-io.probe");
        try {
            Files.createDirectories(directory);
            FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT)
                    .close();
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        } finally {
            discard(probe);
        }
    }

    private static void discard(Path probe) {
        try {
            Files.deleteIfExists(probe);
        } catch (IOException e) {
            // Where nothing can be deleted nothing could be created; RocksDB will say so better.
            return;
        }
    }
}
