package io.concordat.storage;

import io.concordat.error.ErrorCode;
import io.concordat.record.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.CRC32;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Unpacks RocksDB's native library once per version into a cache directory of this user. Left to itself, RocksDB
 * unpacks it into the temporary directory at every start and removes it at exit, so that each killed process leaves
 * 14 MB behind.
 */
final class NativeLibrary {
    /** loadLibrary(paths) adds "jni" to a name that has it already, so the file must be called so too. */
    private static final String LOOKED_FOR = "rocksdbjni";

    private static boolean loaded;

    private NativeLibrary() {}

    /** Loads it, once per process. */
    static synchronized void load() throws StorageException {
        if (loaded) {
            return;
        }
        try {
            RocksDB.loadLibrary(List.of(unpacked().toString()));
            loaded = true;
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new StorageException(
                    ErrorCode.STORAGE_FAILED, "RocksDB's native library cannot be loaded: " + e.getMessage(), e);
        }
    }

    /** The directory that holds the library, intact. */
    static Path unpacked() throws IOException {
        String name = Environment.getJniLibraryFileName("rocksdb");
        URL resource = RocksDB.class.getClassLoader().getResource(name);
        if (resource == null) {
            throw new IOException("this platform has no " + name);
        }
        Contents expected = Contents.of(resource);
        Path directory = cache().resolve("rocksdb-%08x-%d".formatted(expected.crc, expected.size));
        Path library = directory.resolve(Environment.getJniLibraryFileName(LOOKED_FOR));
        if (!Files.exists(library) || !Contents.of(library.toUri().toURL()).equals(expected)) {
            unpack(resource, ownDirectory(directory), library);
        }
        return directory;
    }

    private static void unpack(URL resource, Path directory, Path library) throws IOException {
        Path partial = Files.createTempFile(directory, "unpacking", ".part");
        try (InputStream in = resource.openStream()) {
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            // Atomic, so that a second process starting now finds either nothing or all of it.
            Files.move(partial, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static Path cache() throws IOException {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path home = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        try {
            return ownDirectory(home.resolve("concordat"));
        } catch (IOException e) {
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            return ownDirectory(temporary.resolve("concordat-" + System.getProperty("user.name")));
        }
    }

    /** Code is loaded from here: nobody else may own it or write to it. */
    private static Path ownDirectory(Path directory) throws IOException {
        if (!Files.getFileStore(existing(directory)).supportsFileAttributeView("posix")) {
            return Files.createDirectories(directory);
        }
        var mine = PosixFilePermissions.fromString("rwx------");
        Files.createDirectories(directory.toAbsolutePath().getParent());
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(mine));
            } catch (java.nio.file.FileAlreadyExistsException e) {
                // Another process was faster; judged below like any directory found.
            }
        }
        Path probe = Files.createTempFile(directory, "probe", "");
        boolean own = Files.getOwner(probe).equals(Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS));
        Files.delete(probe);
        if (!own || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(directory + " belongs to somebody else");
        }
        Files.setPosixFilePermissions(directory, mine);
        return directory;
    }

    private static Path existing(Path path) {
        Path at = path.toAbsolutePath();
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }

    private record Contents(long crc, long size) {
        /** From the jar's own directory when there is one: reading 17 MB only to name them is slow. */
        static Contents of(URL url) throws IOException {
            URLConnection connection = url.openConnection();
            if (connection instanceof JarURLConnection jar && jar.getJarEntry().getCrc() != -1) {
                return new Contents(
                        jar.getJarEntry().getCrc(), jar.getJarEntry().getSize());
            }
            CRC32 crc = new CRC32();
            long size = 0;
            byte[] block = new byte[1 << 16];
            try (InputStream in = connection.getInputStream()) {
                for (int n = in.read(block); n >= 0; n = in.read(block)) {
                    crc.update(block, 0, n);
                    size += n;
                }
            }
            return new Contents(crc.getValue(), size);
        }
    }
}
