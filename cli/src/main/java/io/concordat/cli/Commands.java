package io.concordat.cli;

import io.concordat.cli.command.CompletionCommand;
import io.concordat.cli.command.ErrorsCommand;
import io.concordat.cli.command.RootCommand;
import io.concordat.cli.command.YardstickCommand;
import io.concordat.cli.output.Console;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** Every command there is, in the order of the help. */
final class Commands {
    private static final Map<String, Function<Console, CommandLine>> ALL = all();

    private Commands() {}

    private static Map<String, Function<Console, CommandLine>> all() {
        Map<String, Function<Console, CommandLine>> all = new LinkedHashMap<>();
        all.put("yardstick", console -> new CommandLine(new YardstickCommand(console)));
        all.put("errors", console -> new CommandLine(new ErrorsCommand(console)));
        all.put("completion", console -> new CommandLine(new CompletionCommand(console, Program::whole)));
        return all;
    }

    static boolean has(String name) {
        return ALL.containsKey(name);
    }

    static CommandLine only(String name, Console console) {
        CommandLine root = new CommandLine(new RootCommand(console));
        Function<Console, CommandLine> maker = ALL.get(name);
        if (maker != null) {
            root.addSubcommand(name, maker.apply(console));
        }
        return root;
    }

    static CommandLine all(Console console) {
        CommandLine root = new CommandLine(new RootCommand(console));
        ALL.forEach((name, maker) -> root.addSubcommand(name, maker.apply(console)));
        return root;
    }

    static String nearest(String word) {
        String best = "";
        int least = Integer.MAX_VALUE;
        for (String name : ALL.keySet()) {
            int distance = distance(word, name);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best;
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
