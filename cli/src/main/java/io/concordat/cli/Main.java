package io.concordat.cli;

import io.concordat.cli.command.BenchCommand;
import io.concordat.cli.command.ClusterCommand;
import io.concordat.cli.command.CompletionCommand;
import io.concordat.cli.command.ConfigCommand;
import io.concordat.cli.command.CounterCommand;
import io.concordat.cli.command.DemoCommand;
import io.concordat.cli.command.ErrorsCommand;
import io.concordat.cli.command.EvidenceCommand;
import io.concordat.cli.command.HealthCommand;
import io.concordat.cli.command.InitCommand;
import io.concordat.cli.command.JepsenCommand;
import io.concordat.cli.command.LeaderCommand;
import io.concordat.cli.command.NodeCommand;
import io.concordat.cli.command.SimCommand;
import io.concordat.cli.command.SnapshotCommand;
import io.concordat.cli.command.StatusCommand;
import io.concordat.cli.command.TwinsCommand;
import io.concordat.cli.command.VerifyCommand;
import io.concordat.cli.command.YardstickCommand;
import io.concordat.cli.lock.LockCommands;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The concordat program. */
@Command(
        name = "concordat",
        description = {
            "A deterministic state machine, replicated over several nodes with Raft or PBFT.",
            "",
            "A cluster is a directory that `init` writes. Commands find it through --cluster DIR, else"
                    + " CONCORDAT_CLUSTER, else the nearest directory upward with a cluster.toml. Results go to"
                    + " stdout, everything else to stderr; every command takes `-o json`.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  concordat init my && concordat cluster up my",
            "  concordat counter add hits 5 --cluster my",
            "  concordat status --cluster my -o json",
            "  concordat sim --seeds 1..200 --faults all",
            "",
            "Exit status: 0 done, 1 error, 2 wrong usage, 3 no quorum reached (not executed), 4 timed out"
                    + " (outcome unknown), 5 refused, 6 lock lost, 7 a violation was found, 8 wrong cluster,"
                    + " identity, configuration or version, 9 undecided. `concordat errors` explains each code."
        })
public final class Main implements Runnable {
    /** In the order of the help. */
    private static final Map<String, Class<?>> COMMANDS = commands();

    private static final String TOUR =
            """
            concordat replicates one state machine over several nodes; a majority of them suffices.
              concordat demo                   a whole cluster in one process, a crash included
              concordat init c                 make a cluster of three nodes in directory c
              concordat cluster up c           start them
              cd c; concordat counter add hits write, through the leader, to a majority of disks
              concordat status                 who leads, and that all states are equal
              concordat counter get hits       read linearizably, whoever was killed meanwhile
              concordat bench --service counter --outstanding 64   how fast, and nothing lost
              concordat sim --seeds 1..100     the same code under simulated faults
              concordat cluster down c         stop them;  --help: everything else""";

    @Option(names = "--version", description = "Print the version.")
    private boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Explain a command.")
    private boolean help;

    @Mixin
    private Output output = new Output();

    @Override
    public void run() {
        if (version) {
            output.result(Map.of("version", version()), "concordat " + version());
        } else {
            output.result(Map.of("tour", TOUR), TOUR);
        }
    }

    /** Exit statuses are those of docs/cli.md. */
    public static void main(String[] args) {
        boolean node = args.length > 0 && args[0].equals("node");
        if (!node && System.getProperty(QuietLogging.LEVEL) == null) {
            // A command's stderr belongs to the command; a node's to its log.
            // Simulated disks fail by the thousand; that is not this machine's trouble.
            boolean simulated = args.length > 0 && args[0].equals("sim");
            System.setProperty(QuietLogging.LEVEL, simulated ? "OFF" : "ERROR");
        }
        Output.speakUtf8();
        // Our threads are daemons or ended by their owners; a straggler must not keep a finished command.
        System.exit(run(args));
    }

    /** Parses and runs; the exit status. */
    public static int run(String... args) {
        if (args.length > 0 && !args[0].startsWith("-") && !COMMANDS.containsKey(args[0])) {
            CommandFailed failure = CommandFailed.usage(
                    "there is no command '" + args[0] + "'", "perhaps " + Words.nearest(args[0], COMMANDS.keySet()));
            System.err.println(failure.line(json(Arrays.asList(args))));
            return failure.exit();
        }
        if (args.length > 2 && args[0].matches("-o.*|--output.*")) {
            CommandFailed failure = CommandFailed.usage(
                    "'" + args[0] + "' stands before the command", "options of a command stand behind the command");
            System.err.println(failure.line(json(Arrays.asList(args))));
            return failure.exit();
        }
        // Only the command that is wanted is looked at: reflecting on all of them takes longer than most of them run.
        boolean one = args.length > 0 && COMMANDS.containsKey(args[0]) && !args[0].equals("completion");
        return (one ? commandLine(List.of(args[0])) : whole()).execute(args);
    }

    /** The program with all its commands, as help and completion see it. */
    static CommandLine whole() {
        return commandLine(List.copyOf(COMMANDS.keySet()));
    }

    private static CommandLine commandLine(List<String> names) {
        CommandLine line = new CommandLine(new Main());
        names.forEach(name -> line.addSubcommand(name, COMMANDS.get(name)));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(110).setUsageHelpLongOptionsMaxWidth(32);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                Output.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, parsed.originalArgs()));
        line.setParameterExceptionHandler(Main::misused);
        return line;
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> all = new LinkedHashMap<>();
        all.put("demo", DemoCommand.class);
        all.put("init", InitCommand.class);
        all.put("node", NodeCommand.class);
        all.put("cluster", ClusterCommand.class);
        all.put("status", StatusCommand.class);
        all.put("health", HealthCommand.class);
        all.put("leader", LeaderCommand.class);
        all.put("snapshot", SnapshotCommand.class);
        all.put("counter", CounterCommand.class);
        all.put("lock", LockCommands.class);
        all.put("bench", BenchCommand.class);
        all.put("yardstick", YardstickCommand.class);
        all.put("sim", SimCommand.class);
        all.put("twins", TwinsCommand.class);
        all.put("jepsen", JepsenCommand.class);
        all.put("verify", VerifyCommand.class);
        all.put("evidence", EvidenceCommand.class);
        all.put("errors", ErrorsCommand.class);
        all.put("config", ConfigCommand.class);
        all.put("completion", CompletionCommand.class);
        return all;
    }

    private static String version() {
        try (InputStream in = Main.class.getResourceAsStream("version.txt")) {
            return in == null ? "development" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "development";
        }
    }

    private static int failed(Exception e, List<String> arguments) {
        CommandFailed failure = Failures.of(e);
        if (System.getenv("CONCORDAT_TRACE") != null) {
            e.printStackTrace();
        }
        System.err.println(failure.line(json(arguments)));
        return failure.exit();
    }

    private static int misused(ParameterException e, String[] args) {
        String expected = "see `concordat " + commandName(e.getCommandLine()) + "--help`";
        if (e.getCommandLine().getParent() != null
                && !e.getCommandLine().getSubcommands().isEmpty()) {
            expected = "one of "
                    + String.join(", ", e.getCommandLine().getSubcommands().keySet());
        }
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                expected = "perhaps " + near.get(0);
            }
        }
        CommandFailed failure =
                CommandFailed.usage(String.valueOf(e.getMessage()).replace('\n', ' '), expected);
        System.err.println(failure.line(json(Arrays.asList(args))));
        return failure.exit();
    }

    private static String commandName(CommandLine at) {
        String qualified = at.getCommandSpec().qualifiedName();
        return qualified.equals("concordat") ? "" : qualified.substring("concordat ".length()) + " ";
    }

    /** Before parsing succeeded the wish for JSON can only be read off the words. */
    private static boolean json(List<String> arguments) {
        int at = Math.max(arguments.indexOf("-o"), arguments.indexOf("--output"));
        return arguments.contains("-ojson")
                || arguments.contains("-o=json")
                || arguments.contains("--output=json")
                || (at >= 0
                        && at + 1 < arguments.size()
                        && arguments.get(at + 1).equals("json"));
    }
}
