package io.concordat.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The result on stdout, in words or as JSON; mixed into every command. */
public final class Output {
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

    /** A list: one object per line, or an aligned table on a terminal, or plain columns into a pipe. */
    public void list(List<? extends Map<String, ?>> rows) {
        if (json()) {
            rows.forEach(r -> out().println(Json.of(r)));
        } else if (!rows.isEmpty()) {
            table(rows);
        }
        out().flush();
    }

    private static void table(List<? extends Map<String, ?>> rows) {
        List<String> columns =
                rows.stream().flatMap(r -> r.keySet().stream()).distinct().toList();
        int[] widths = columns.stream()
                .mapToInt(c -> rows.stream().mapToInt(r -> cell(r, c).length()).reduce(c.length(), Math::max))
                .toArray();
        line(widths, columns);
        for (Map<String, ?> row : rows) {
            line(widths, columns.stream().map(c -> cell(row, c)).toList());
        }
    }

    private static void line(int[] widths, List<String> cells) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            out.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length() + 2));
        }
        out().println(out.toString().stripTrailing());
    }

    private static String cell(Map<String, ?> row, String column) {
        Object value = row.containsKey(column) ? row.get(column) : "";
        String text = String.valueOf(value);
        return column.endsWith("Hash") && text.length() > 16 ? text.substring(0, 16) + "…" : text;
    }

    public static PrintStream out() {
        return System.out;
    }

    /** Talk: what a person wants to know and a script does not. */
    public static void say(String words) {
        System.err.println(words);
    }

    /** Whether progress may be drawn. */
    public static boolean terminal() {
        return System.console() != null && System.getenv("NO_COLOR") == null;
    }
}
