package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
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
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A stopped node's directory, checked without changing a byte. */
@Command(
        name = "verify",
        description = "Check a stopped node's directory, or a copy of it, byte by byte.",
        footer = {"", "Example:", "  concordat cluster down my && concordat verify my/node-1 -o json"})
public final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR/node-I", description = "A node's directory.")
    private Path home = Path.of("");

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        ClusterFile cluster = ClusterFiles.read(home.resolve(ClusterFile.NAME));
        Verification found;
        try {
            found = OfflineVerify.verify(home.resolve(NodeFile.DATA), terms(cluster));
        } catch (StorageException e) {
            throw new CommandFailed(e.code(), String.valueOf(e.getMessage()), "a stopped node's directory");
        }
        return show(found);
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
