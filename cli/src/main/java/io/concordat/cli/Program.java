package io.concordat.cli;

import io.concordat.cli.output.Console;
import io.concordat.cli.output.Failure;
import io.concordat.cli.output.Output;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** From words to an exit status. */
public final class Program {
    private static final int DONE = 0;

    private Program() {}

    public static int run(String[] words, Console console) {
        if (words.length == 0) {
            console.out().println(Tour.TEXT);
            console.out().flush();
            return DONE;
        }
        try {
            return parser(words, console).execute(words);
        } catch (Failure failure) {
            Output.print(console, Output.wantsJson(words), failure);
            return failure.exit();
        } finally {
            console.out().flush();
        }
    }

    /** Only the command that is wanted is looked at: reflecting on all of them takes longer than most of them run. */
    private static CommandLine parser(String[] words, Console console) {
        String wanted = words[0];
        if (Commands.has(wanted)) {
            return configured(Commands.only(wanted, console), words, console);
        }
        if (!wanted.startsWith("-")) {
            throw Failure.usage(
                    "there is no command '" + wanted + "'",
                    "perhaps " + Commands.nearest(wanted),
                    "`concordat --help` lists all commands.");
        }
        return configured(Commands.all(console), words, console);
    }

    /** The whole tree, as help and completion see it. */
    static CommandLine whole(Console console) {
        return configured(Commands.all(console), new String[0], console);
    }

    private static CommandLine configured(CommandLine line, String[] words, Console console) {
        Ansi ansi = console.colour() ? Ansi.ON : Ansi.OFF;
        boolean json = Output.wantsJson(words);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpWidth(110)
                .setUsageHelpLongOptionsMaxWidth(34)
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .registerConverter(Duration.class, Words::duration)
                .setParameterExceptionHandler((e, unused) -> reported(console, json, wrong(e)))
                .setExecutionExceptionHandler((e, command, parsed) -> reported(console, json, Failures.of(e)));
    }

    private static Failure wrong(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        return Failure.usage(String.valueOf(e.getMessage()), "", "`" + command + " --help` shows how.");
    }

    private static int reported(Console console, boolean json, Failure failure) {
        Output.print(console, json, failure);
        return failure.exit();
    }
}
