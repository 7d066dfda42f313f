package io.concordat;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.record.Disk;
import io.concordat.record.DiskProvider;
import io.concordat.record.StorageException;
import io.concordat.replica.StartRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code member.key} in the directory of an embedded group of one, readable by its owner alone; beside it {@code
 * data}. The file comes first and says "new" until the data directory is made: what a start that was killed in
 * between left behind has promised nothing and is made again. Once it says "made", a missing data directory is a lost
 * one.
 */
final class SoleMemberFile {
    private static final String NAME = "member.key";
    private static final String FORMAT = "concordat-member 1";

    private SoleMemberFile() {}

    static SoleMember openOrCreate(Path home, List<String> groups, DiskProvider disks)
            throws IOException, StartRefused {
        Path file = home.resolve(NAME);
        Files.createDirectories(home);
        if (!Files.exists(file)) {
            mustBeEmpty(home);
            write(file, SoleMember.create(groups), false);
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        SoleMember member = parse(file, lines);
        if (!member.groups().equals(groups)) {
            throw new StartRefused(
                    ErrorCode.WRONG_CONFIGURATION,
                    home + " was made for the groups " + member.groups() + ", mounted are " + groups);
        }
        if (lines.get(1).equals("new")) {
            discard(home.resolve("data"));
            disks.create(home.resolve("data"), member.cluster(), SoleMember.NODE);
            write(file, member, true);
        }
        return member;
    }

    static Disk openDisk(Path home, SoleMember member, DiskProvider disks) throws IOException {
        return disks.open(home.resolve("data"), member.cluster(), SoleMember.NODE, member::format);
    }

    static StartRefused refused(IOException e) {
        ErrorCode code = e instanceof StorageException storage ? storage.code() : ErrorCode.STORAGE_FAILED;
        return new StartRefused(code, String.valueOf(e.getMessage()), e);
    }

    private static void mustBeEmpty(Path home) throws IOException, StartRefused {
        try (Stream<Path> content = Files.list(home)) {
            List<String> names = content.map(p -> p.getFileName().toString())
                    .filter(name -> !name.equals(NAME + ".tmp"))
                    .sorted()
                    .toList();
            if (!names.isEmpty()) {
                throw new StartRefused(
                        ErrorCode.STORAGE_FAILED,
                        home + " holds " + names + " but no " + NAME + "; nothing was touched");
            }
        }
    }

    private static SoleMember parse(Path file, List<String> lines) throws StartRefused {
        try {
            if (lines.size() < 6
                    || !lines.get(0).equals(FORMAT)
                    || !(lines.get(1).equals("new") || lines.get(1).equals("made"))) {
                throw new IllegalArgumentException("its head is not " + FORMAT);
            }
            return new SoleMember(
                    hex(lines.get(2), 16),
                    hex(lines.get(3), 32),
                    hex(lines.get(4), 32),
                    lines.subList(5, lines.size()));
        } catch (IllegalArgumentException e) {
            throw new StartRefused(ErrorCode.STORAGE_FAILED, file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static Bytes hex(String text, int length) {
        if (text.length() != 2 * length) {
            throw new IllegalArgumentException("a field is cut short");
        }
        return Bytes.fromHex(text);
    }

    private static void write(Path file, SoleMember member, boolean made) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                FORMAT,
                made ? "made" : "new",
                member.cluster().toHex(),
                member.nodeSeed().toHex(),
                member.clientSeed().toHex()));
        lines.addAll(member.groups());
        Path temporary = file.resolveSibling(NAME + ".tmp");
        Files.deleteIfExists(temporary);
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(temporary, options, ownerOnly)) {
            ByteBuffer content = StandardCharsets.UTF_8.encode(String.join("\n", lines) + "\n");
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static void discard(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
