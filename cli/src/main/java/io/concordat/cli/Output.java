package io.concordat.cli;

import io.concordat.node.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** The result on stdout, in words or as JSON; mixed into every command. */
public final class Output {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    /** How results are written. */
    public enum Form {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "How results are written: ${COMPLETION-CANDIDATES} (default text).")
    private Form form = Form.text;

    public boolean json() {
        return form == Form.json;
    }

    /** One result: the object, or {@code words} for a person. */
    public void result(Map<String, ?> object, String words) {
        out().println(json() ? Json.of(object) : words);
        out().flush();
    }

    /** A list: one object per line, or an aligned table on a terminal, or columns between tabs into a pipe. */
    public void list(List<? extends Map<String, ?>> rows) {
        if (json()) {
            rows.forEach(r -> out().println(Json.of(r)));
        } else if (!rows.isEmpty()) {
            Set<String> columns = new LinkedHashSet<>();
            rows.forEach(r -> columns.addAll(r.keySet()));
            if (terminal(STDOUT)) {
                table(columns, rows);
            } else {
                rows.forEach(r -> out().println(String.join(
                        "\t", columns.stream().map(c -> text(r, c)).toList())));
            }
        }
        out().flush();
    }

    private static void table(Set<String> columns, List<? extends Map<String, ?>> rows) {
        StringBuilder[] lines = new StringBuilder[rows.size() + 1];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = new StringBuilder();
        }
        for (String column : columns) {
            int width = column.length();
            for (Map<String, ?> row : rows) {
                width = Math.max(width, cell(row, column).length());
            }
            lines[0].append(column).append(" ".repeat(width - column.length() + 2));
            for (int i = 0; i < rows.size(); i++) {
                String cell = cell(rows.get(i), column);
                lines[i + 1].append(cell).append(" ".repeat(width - cell.length() + 2));
            }
        }
        boolean colour = colour();
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].toString().stripTrailing();
            out().println(i == 0 && colour ? BOLD + line + PLAIN : line);
        }
    }

    private static String cell(Map<String, ?> row, String column) {
        String text = text(row, column);
        return column.endsWith("Hash") && text.length() > 16 ? text.substring(0, 16) + "…" : text;
    }

    private static String text(Map<String, ?> row, String column) {
        return row.containsKey(column) ? String.valueOf(row.get(column)) : "";
    }

    public static PrintStream out() {
        return System.out;
    }

    /** Names are UTF-8 whatever the locale says: what a command prints, another one must be able to read. */
    static void speakUtf8() {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    }

    /** Talk: what a person wants to know and a script does not. */
    public static void say(String words) {
        System.err.println(words);
    }

    /** Whether progress may be drawn. */
    public static boolean terminal() {
        return terminal(STDERR);
    }

    static boolean colour() {
        String no = System.getenv("NO_COLOR");
        return terminal(STDOUT) && (no == null || no.isEmpty());
    }

    private static boolean terminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            if (Files.isSymbolicLink(link)) {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            }
        } catch (IOException e) {
            return false;
        }
        return System.console() != null;
    }
}
