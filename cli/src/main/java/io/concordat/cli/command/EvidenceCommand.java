package io.concordat.cli.command;

import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.cli.proof.KeptEvidence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proofs that members have lied. */
@Command(
        name = "evidence",
        description = "What members have caught others signing that no honest member signs: two statements that"
                + " contradict each other. Asks the nodes that run, and reads the directories of those that do not.",
        footer = {
            "",
            "Examples:",
            "  concordat evidence ls --cluster my",
            "  concordat evidence ls --node my/node-3",
            "  concordat evidence export lies.json && concordat verify lies.json --keys my/cluster.toml"
        })
public final class EvidenceCommand {
    /** Where evidence is looked for. */
    static final class Source {
        @Option(
                names = "--node",
                paramLabel = "DIR/node-I",
                description = "Read this stopped node's directory, or a copy of it, and nothing else.")
        private @Nullable Path node;
    }

    @Command(name = "ls", description = "One line per piece: who signed both, in which view, and who keeps it.")
    int ls(@Mixin Source source, @Mixin Target target, @Mixin Output output) throws IOException {
        List<KeptEvidence.Piece> pieces = KeptEvidence.find(source.node, target);
        output.list(pieces.stream().map(KeptEvidence.Piece::summary).toList());
        return 0;
    }

    @Command(
            name = "export",
            description = "Write all of it into a file, one piece a line, which `verify FILE --keys` checks anywhere.")
    int export(
            @Parameters(paramLabel = "FILE") Path file,
            @Mixin Source source,
            @Mixin Target target,
            @Mixin Output output)
            throws IOException {
        List<KeptEvidence.Piece> pieces = KeptEvidence.find(source.node, target);
        if (!pieces.isEmpty()) {
            KeptEvidence.write(pieces, file);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("exported", pieces.size());
        result.put("file", file.toString());
        output.result(
                result,
                pieces.isEmpty() ? "there is no evidence; nothing written" : pieces.size() + " pieces in " + file);
        return 0;
    }
}
