package io.concordat.cli.output;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a command prints: part of every command. */
public final class Output {
    private final Console console;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            description = "How results and errors are printed; text by default.")
    private Format format = Format.TEXT;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** For people or for scripts. */
    public enum Format {
        TEXT,
        JSON
    }

    public Output(Console console) {
        this.console = console;
    }

    public Console console() {
        return console;
    }

    public boolean json() {
        return format == Format.JSON;
    }

    /** One result: the object for scripts, the text for people. */
    public void result(Map<String, ?> object, String text) {
        console.out().println(json() ? Json.write(object) : text);
        console.out().flush();
    }

    /** A list: one object per line for scripts. */
    public void results(Iterable<? extends Map<String, ?>> objects, Table table) {
        if (json()) {
            objects.forEach(object -> console.out().println(Json.write(object)));
        } else {
            table.print(console);
        }
        console.out().flush();
    }

    /** One object as lines of name and value. */
    public void figures(Map<String, ?> object) {
        Table table = new Table();
        object.forEach((name, value) -> table.row(name, String.valueOf(value)));
        results(java.util.List.of(object), table);
    }

    /** An error beside a result. */
    public void error(Failure failure) {
        print(console, json(), failure);
    }

    /** One line on stderr. */
    public static void print(Console console, boolean json, Failure failure) {
        if (json) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("error", failure.code().name());
            error.put("message", failure.message());
            error.put("expected", failure.expected());
            error.put("next", failure.next());
            console.say(Json.write(error));
        } else {
            console.say("concordat: " + failure.code() + ": " + failure.message()
                    + (failure.expected().isEmpty() ? "" : " (expected: " + failure.expected() + ")")
                    + " → " + failure.next());
        }
    }

    /** Whether errors are wanted as JSON, told from the bare words: they may not parse. */
    public static boolean wantsJson(String[] words) {
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            if (word.equals("--")) {
                return false;
            }
            if (word.equalsIgnoreCase("-ojson")
                    || word.equalsIgnoreCase("-o=json")
                    || word.equalsIgnoreCase("--output=json")
                    || (word.equals("-o") || word.equals("--output"))
                            && i + 1 < words.length
                            && words[i + 1].equalsIgnoreCase("json")) {
                return true;
            }
        }
        return false;
    }
}
