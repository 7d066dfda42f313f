package io.concordat.storage;

import io.concordat.bytes.Bytes;
import io.concordat.record.SnapshotFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/** A directory of plain files. Thread-safe as far as its names belong to one thread each. */
final class FileFolder implements SnapshotFolder {
    private final Path directory;
    private final boolean sync;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed; // under lock

    private FileFolder(Path directory, boolean sync) {
        this.directory = directory;
        this.sync = sync;
    }

    /** Creates the directory if it is not there yet. */
    static FileFolder open(Path directory, boolean sync) throws IOException {
        if (!Files.isDirectory(directory)) {
            Path parent = DurableFiles.parentOf(directory);
            Files.createDirectories(directory);
            DurableFiles.syncDirectory(parent);
            DurableFiles.syncDirectory(DurableFiles.parentOf(parent));
        }
        return new FileFolder(directory, sync);
    }

    /** For looking only; a directory that is missing looks empty. */
    static FileFolder openReadOnly(Path directory) {
        return new FileFolder(directory, false);
    }

    @Override
    public List<String> list() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        }
    }

    @Override
    public Bytes read(String name, int most) throws IOException {
        try (FileChannel channel = FileChannel.open(directory.resolve(name), StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > most) {
                throw new IOException(name + " has " + size + " bytes, at most " + most + " are expected");
            }
            ByteBuffer content = ByteBuffer.allocate((int) size);
            while (content.hasRemaining() && channel.read(content) >= 0) {
                continue;
            }
            return Bytes.wrap(content.array(), 0, content.position());
        }
    }

    private interface Change {
        void run() throws IOException;
    }

    /** Many at a time, none after {@link #close}: a seal must not be followed by changes. */
    private void change(Change change) throws IOException {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IOException("the disk is closed");
            }
            change.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Waits for changes under way and refuses later ones. */
    void close() {
        lock.writeLock().lock();
        closed = true;
        lock.writeLock().unlock();
    }

    @Override
    public void write(String name, Bytes content) throws IOException {
        change(() -> fill(name, content));
    }

    private void fill(String name, Bytes content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                directory.resolve(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content.backingArray(), content.backingOffset(), content.length());
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
    }

    @Override
    public void sync(String name) throws IOException {
        if (sync) {
            // Linux syncs the file, whichever descriptor wrote it.
            try (FileChannel channel = FileChannel.open(directory.resolve(name), StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        change(() -> Files.move(
                directory.resolve(from),
                directory.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING));
    }

    @Override
    public void delete(String name) throws IOException {
        change(() -> Files.deleteIfExists(directory.resolve(name)));
    }

    @Override
    public void syncNames() throws IOException {
        if (sync) {
            DurableFiles.syncDirectory(directory);
        }
    }
}
