package io.concordat.jepsen.nemesis;

import io.concordat.node.config.NodeFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A file system for each node's data, in a file: it can lose its power. The kernel then forgets what was not synced, as
 * a disk does (EXT4_IOC_SHUTDOWN without flushing the journal).
 */
final class OwnDisks implements AutoCloseable {
    private static final long IMAGE_BYTES = 512L << 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final String SHUTDOWN =
            "for my $path (@ARGV) { my $d; open($d, '<', $path) or die qq($path: $!); push(@open, $d) }"
                    + " for (@open) { my $how = pack('L', 2); ioctl($_, 0x8004587d, $how) or die qq(shutdown: $!) }";

    private final List<Path> mounts = new ArrayList<>();

    /** Tries one out, because none of what it needs can be told by looking. */
    static Optional<String> missing(Machine machine) {
        if (!machine.root()) {
            return Optional.of("mounting a file system needs root");
        }
        Optional<String> program = machine.needs("mkfs.ext4", "mount", "umount", "perl");
        if (program.isPresent()) {
            return program;
        }
        try {
            Path scratch = Files.createTempDirectory("concordat-probe");
            Path data = Files.createDirectory(scratch.resolve("data"));
            try (OwnDisks disks = new OwnDisks()) {
                disks.mount(data);
                Files.writeString(data.resolve("file"), "text");
                disks.cut(List.of(data));
                disks.mended(data);
            } finally {
                Machine.run("rm", "-rf", scratch.toString());
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("a trial failed: " + e.getMessage());
        }
    }

    /** Puts a file system under a directory, and what was in the directory on it. */
    void mount(Path data) throws IOException {
        Path image = image(data);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(IMAGE_BYTES);
        }
        Machine.run("mkfs.ext4", "-q", "-F", image.toString());
        Path before = data.resolveSibling(NodeFile.DATA + ".before");
        Files.move(data, before, StandardCopyOption.ATOMIC_MOVE);
        Files.createDirectory(data);
        Machine.run("mount", "-o", "loop", image.toString(), data.toString());
        mounts.add(data);
        Machine.run("rmdir", data.resolve("lost+found").toString());
        Machine.run("cp", "-a", before + "/.", data + "/");
        Machine.run("sync", "-f", data.toString());
        Machine.run("rm", "-rf", before.toString());
    }

    private static Path image(Path data) {
        return data.resolveSibling(NodeFile.DATA + ".img");
    }

    /** From now on nothing reaches these disks. */
    void cut(List<Path> data) throws IOException {
        List<String> command = new ArrayList<>(List.of("perl", "-e", SHUTDOWN));
        data.forEach(path -> command.add(path.toString()));
        Machine.run(command);
    }

    /** The disk is there again, with what was synced. Whoever had files of it open is dead or dying. */
    void mended(Path data) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                Machine.run("umount", data.toString());
                break;
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
        Machine.run("mount", "-o", "loop", image(data).toString(), data.toString());
    }

    @Override
    public void close() throws IOException {
        for (Path mount : mounts) {
            try {
                Machine.run("umount", mount.toString());
            } catch (IOException e) {
                Machine.run("umount", "-l", mount.toString());
            }
            Files.deleteIfExists(image(mount));
        }
        mounts.clear();
    }
}
