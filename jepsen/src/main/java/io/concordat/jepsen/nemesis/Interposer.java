package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.cluster.TestedCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;

/** The library that nodes preload, and the numbers that tell it what to do to each of them. */
final class Interposer {
    private static final int CONTROL_BYTES = 64;
    private final Path directory;

    /** What a node is told, by its place in the control file. */
    enum Lie {
        /** Added to the wall clock. */
        CLOCK_NANOS,
        /** Before every sync. */
        SYNC_DELAY_MICROS,
        /** The error number every sync fails with; 0 for none. */
        SYNC_ERROR,
        /** The error number every write to a file fails with; 0 for none. */
        WRITE_ERROR
    }

    private Interposer(Path directory) {
        this.directory = directory;
    }

    /** Tries to compile it. */
    static Optional<String> missing(Machine machine) {
        if (!machine.linux()) {
            return Optional.of("it needs the dynamic linker of Linux");
        }
        Optional<String> compiler = machine.needs("cc");
        if (compiler.isPresent()) {
            return compiler;
        }
        try {
            Path scratch = Files.createTempDirectory("concordat-probe");
            try {
                make(scratch);
            } finally {
                Machine.run("rm", "-rf", scratch.toString());
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Compiles it; throws with what the compiler said. */
    static Interposer make(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path source = directory.resolve("interposer.c");
        try (InputStream text = Interposer.class.getResourceAsStream("interposer.c")) {
            Files.write(source, Objects.requireNonNull(text, "interposer.c").readAllBytes());
        }
        Interposer made = new Interposer(directory);
        Machine.run("cc", "-shared", "-fPIC", "-O2", "-o", made.library().toString(), source.toString(), "-ldl");
        return made;
    }

    private Path library() {
        return directory.resolve("interposer.so").toAbsolutePath();
    }

    private Path control(int node) {
        return directory.resolve(TestedCluster.node(node)).toAbsolutePath();
    }

    /** Before the node starts. */
    void prepare(int node, ProcessBuilder process) {
        try {
            if (!Files.exists(control(node))) {
                Files.write(control(node), new byte[CONTROL_BYTES]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.environment().put("LD_PRELOAD", library().toString());
        process.environment().put("CONCORDAT_INTERPOSER", control(node).toString());
    }

    /** How often {@code node} was told this one, over all its lives. */
    long told(int node, Lie lie) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        try (FileChannel file = FileChannel.open(control(node), StandardOpenOption.READ)) {
            file.read(bytes, (long) (Lie.values().length + lie.ordinal()) * Long.BYTES);
        }
        return bytes.getLong(0);
    }

    /** The node sees it at once. */
    void tell(int node, Lie lie, long number) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.putLong(number).flip();
        try (FileChannel file = FileChannel.open(control(node), StandardOpenOption.WRITE)) {
            file.write(bytes, (long) lie.ordinal() * Long.BYTES);
        }
    }
}
