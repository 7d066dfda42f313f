package io.concordat.jepsen.history;

import io.concordat.jepsen.edn.EdnException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a recorded history, plain or compressed, in whichever notation it is; the text is never held as a whole. */
public final class HistoryFile {
    private static final int LOOK_AHEAD = 1 << 16;

    private HistoryFile() {}

    /**
     * @throws HistoryException when the text is no history
     * @throws IOException when it cannot be read
     */
    public static History read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    /** As {@link #read(Path)}; the stream is left open. */
    public static History read(InputStream source) throws IOException {
        BufferedInputStream raw = new BufferedInputStream(source, 1 << 16);
        raw.mark(2);
        boolean zipped = raw.read() == 0x1f && raw.read() == 0x8b;
        raw.reset();
        InputStream plain = zipped ? new GZIPInputStream(raw, 1 << 16) : raw;
        return read(new InputStreamReader(plain, StandardCharsets.UTF_8));
    }

    /** As {@link #read(Path)}. */
    public static History read(Reader text) throws IOException {
        BufferedReader in = new BufferedReader(text, LOOK_AHEAD);
        Notation notation = notation(in);
        Pairing pairing = new Pairing(notation);
        read(in, notation, pairing::accept);
        return pairing.finish();
    }

    private static void read(BufferedReader in, Notation notation, Consumer<Event> events) throws IOException {
        try {
            switch (notation) {
                case EDN -> EdnHistory.read(in, events);
                case LOG -> LogLines.read(in, events);
                case CALLS -> CallLines.read(in, events);
            }
        } catch (EdnException e) {
            throw new HistoryException(String.valueOf(e.getMessage()));
        }
    }

    private static Notation notation(BufferedReader in) throws IOException {
        in.mark(LOOK_AHEAD);
        char[] head = new char[LOOK_AHEAD / 2];
        int length = 0;
        for (int n = in.read(head, 0, head.length); n > 0; n = in.read(head, length, head.length - length)) {
            length += n;
        }
        in.reset();
        return new String(head, 0, length)
                .lines()
                .filter(line -> !line.isBlank())
                .map(HistoryFile::notation)
                .filter(n -> n != null)
                .findFirst()
                .orElse(Notation.EDN);
    }

    private static @Nullable Notation notation(String line) {
        String text = line.strip();
        if (text.startsWith("{") || text.startsWith("[{") || text.startsWith("(") || text.startsWith("#jepsen")) {
            return Notation.EDN;
        }
        if (CallLines.LINE.matcher(line).matches()) {
            return Notation.CALLS;
        }
        return LogLines.EVENT.matcher(line).matches() ? Notation.LOG : null;
    }
}
