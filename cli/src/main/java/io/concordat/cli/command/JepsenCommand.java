package io.concordat.cli.command;

import picocli.CommandLine.Command;

/** Histories of real clusters. */
@Command(
        name = "jepsen",
        description = "Judge recorded histories of concurrent operations.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = JepsenCheckCommand.class,
        footer = {"", "Example:", "  concordat jepsen check history.edn --model cas-register"})
public final class JepsenCommand {}
