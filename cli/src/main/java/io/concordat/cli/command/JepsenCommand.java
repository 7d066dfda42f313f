package io.concordat.cli.command;

import picocli.CommandLine.Command;

/** Histories of real clusters. */
@Command(
        name = "jepsen",
        description = "Run clusters under faults; judge histories of concurrent operations.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {JepsenRunCommand.class, JepsenNemesesCommand.class, JepsenCheckCommand.class},
        footer = {
            "",
            "Examples:",
            "  concordat jepsen run --protocol raft --workload counter --nemesis kill,pause",
            "  concordat jepsen check history.edn --model cas-register"
        })
public final class JepsenCommand {}
