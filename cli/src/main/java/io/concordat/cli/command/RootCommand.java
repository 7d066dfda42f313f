package io.concordat.cli.command;

import io.concordat.cli.output.Console;
import io.concordat.cli.output.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The program itself. */
@Command(
        name = "concordat",
        versionProvider = RootCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        header = "A deterministic state machine, replicated over several nodes.",
        description = {
            "",
            "A cluster is a directory that `init` writes. Commands find it through --cluster DIR, else"
                    + " CONCORDAT_CLUSTER, else the nearest directory upward with a cluster.toml.",
            "Results go to stdout, everything else to stderr; every command takes `-o json`.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  concordat init my --protocol raft && concordat cluster up my",
            "  concordat counter add hits 5 --cluster my",
            "  concordat status --cluster my -o json",
            "  concordat sim --protocol raft --seeds 1..200 --faults all",
            "",
            "Exit status: 0 done, 1 error, 2 wrong usage, 3 no quorum reached (not executed), 4 timed out"
                    + " (outcome unknown), 5 refused, 7 a violation was found, 8 wrong cluster, identity,"
                    + " configuration or version."
        })
public final class RootCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    public RootCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.out().flush();
        throw Failure.usage("no command was given", "a command", "`concordat --help` lists all commands.");
    }

    /** The version of the build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            try (InputStream in = RootCommand.class.getResourceAsStream("/io/concordat/cli/version.txt")) {
                String version = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
                return new String[] {"concordat " + version + " (Java " + Runtime.version() + ")"};
            }
        }
    }
}
