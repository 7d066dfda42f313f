package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.proof.ProofFile;
import io.concordat.crypto.Ed25519Verifier;
import io.concordat.error.ErrorCode;
import io.concordat.node.Protocols;
import io.concordat.node.config.ClusterFile;
import io.concordat.node.config.ClusterFiles;
import io.concordat.node.config.NodeFile;
import io.concordat.record.AuditTerms;
import io.concordat.record.StorageException;
import io.concordat.storage.OfflineVerify;
import io.concordat.storage.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A stopped node's directory, or a file of proofs, checked without changing a byte. */
@Command(
        name = "verify",
        description = "Check a stopped node's directory, or a copy of it, byte by byte and, where members sign what"
                + " they agree on, signature by signature; or check a receipt or exported evidence. Needs no node,"
                + " only keys.",
        footer = {
            "",
            "Examples:",
            "  concordat cluster down my && concordat verify my/node-1 -o json",
            "  concordat verify receipt.json --keys my/cluster.toml"
        })
public final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR/node-I|FILE", description = "A node's directory, or a file of proofs.")
    private Path home = Path.of("");

    @Option(
            names = "--keys",
            paramLabel = "DIR/cluster.toml",
            description = "Whose signatures count, for a file of proofs. A node's directory brings its own copy.")
    private @Nullable Path keys;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        Path known = keys;
        if (Files.isRegularFile(home)) {
            if (known == null) {
                throw CommandFailed.usage("verify " + home + ": whose signatures count?", "--keys DIR/cluster.toml");
            }
            return judged(ProofFile.check(home, ClusterFiles.read(known)));
        }
        ClusterFile cluster = ClusterFiles.read(known == null ? home.resolve(ClusterFile.NAME) : known);
        Verification found;
        try {
            found = OfflineVerify.verify(home.resolve(NodeFile.DATA), terms(cluster));
        } catch (StorageException e) {
            throw new CommandFailed(e.code(), String.valueOf(e.getMessage()), "a stopped node's directory");
        }
        return show(found);
    }

    private int judged(List<ProofFile.Finding> findings) {
        for (ProofFile.Finding finding : findings) {
            StringBuilder words = new StringBuilder(finding.ok() ? "ok" : "PROVES NOTHING");
            finding.object()
                    .forEach((key, value) ->
                            words.append("\n  ").append(key).append(": ").append(value));
            output.result(finding.object(), words.toString());
        }
        Optional<ProofFile.Finding> bad = findings.stream().filter(f -> !f.ok()).findFirst();
        bad.ifPresent(f -> Output.say(f.failure().line(output.json())));
        return bad.isEmpty() ? 0 : ErrorCode.VERIFICATION_FAILED.exit();
    }

    private static AuditTerms terms(ClusterFile cluster) {
        return new AuditTerms(
                cluster.limits(),
                cluster.genesis(),
                Protocols.named(cluster.protocol()).proofs(),
                new Ed25519Verifier());
    }

    private int show(Verification found) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ok", found.ok());
        found.groups().stream().findFirst().ifPresent(log -> {
            result.put("firstIndex", log.firstIndex());
            result.put("lastIndex", log.tail().index());
            result.put("lastHash", log.tail().hash().bytes().toHex());
        });
        result.put("sealed", found.sealed());
        if (!found.note().isEmpty()) {
            result.put("uncovered", found.note());
        }
        found.mismatches().stream().findFirst().ifPresent(first -> {
            result.put("file", first.file());
            result.put("offset", first.offset());
            result.put("record", first.record());
            result.put("message", first.message());
        });
        StringBuilder words = new StringBuilder(found.ok() ? "ok" : "DAMAGED");
        result.forEach(
                (key, value) -> words.append("\n  ").append(key).append(": ").append(value));
        output.result(result, words.toString());
        found.mismatches().stream().findFirst().ifPresent(first -> {
            String record = first.record().isEmpty() ? "" : " record " + first.record();
            CommandFailed failure = new CommandFailed(
                    ErrorCode.VERIFICATION_FAILED,
                    first.file() + " offset " + first.offset() + record + ": " + first.message(),
                    "the bytes that were written");
            Output.say(failure.line(output.json()));
        });
        return found.ok() ? 0 : ErrorCode.VERIFICATION_FAILED.exit();
    }
}
