package io.concordat.storage;

import io.concordat.error.ErrorCode;
import io.concordat.record.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** At most one process, and within it one node, uses a directory. The kernel releases the lock of a killed process. */
final class DirectoryLock implements AutoCloseable {
    // Asked before the file is touched: closing a second channel on it would drop the process's lock (POSIX).
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static DirectoryLock take(Path directory) throws IOException {
        return take(directory, true);
    }

    /**
     * Holds off others without leaving a trace; null for a directory nobody can be using: a copy, or one not writable.
     */
    static @Nullable DirectoryLock borrow(Path directory) throws IOException {
        Path file = directory.resolve("LOCK");
        return Files.isWritable(file) ? take(directory, false) : null;
    }

    private static DirectoryLock take(Path directory, boolean sign) throws IOException {
        Path file = directory.toRealPath().resolve("LOCK");
        if (!HELD_HERE.add(file)) {
            throw inUse(directory, ProcessHandle.current().pid() + " (this process)");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(directory, Files.readString(file).strip());
            }
            if (sign) {
                channel.truncate(0);
                String pid = ProcessHandle.current().pid() + "\n";
                channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            }
            return new DirectoryLock(file, channel);
        } catch (IOException e) {
            if (channel != null) {
                channel.close();
            }
            HELD_HERE.remove(file);
            throw e;
        }
    }

    private static StorageException inUse(Path directory, String pid) {
        return new StorageException(
                ErrorCode.DIRECTORY_IN_USE, directory + " is in use by process " + (pid.isEmpty() ? "?" : pid));
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
