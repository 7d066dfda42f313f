package io.concordat.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Rows of text: aligned columns on a terminal, tabs in between elsewhere, so that `cut` and `awk` work. */
public final class Table {
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    /** Headings are shown on a terminal only. */
    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    public Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    void print(Console console) {
        if (!console.outTerminal()) {
            rows.forEach(row -> console.out().println(String.join("\t", row)));
            return;
        }
        List<Integer> widths = new ArrayList<>();
        widen(widths, headings);
        rows.forEach(row -> widen(widths, row));
        if (!headings.isEmpty()) {
            String line = line(widths, headings);
            console.out().println(console.colour() ? BOLD + line + PLAIN : line);
        }
        rows.forEach(row -> console.out().println(line(widths, row)));
    }

    private static void widen(List<Integer> widths, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            if (i == widths.size()) {
                widths.add(0);
            }
            widths.set(i, Math.max(widths.get(i), cells.get(i).length()));
        }
    }

    private static String line(List<Integer> widths, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i));
            if (i + 1 < cells.size()) {
                line.append(" ".repeat(widths.get(i) - cells.get(i).length() + 2));
            }
        }
        return line.toString();
    }
}
