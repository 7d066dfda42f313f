package io.concordat.cli.proof;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.cli.Asking;
import io.concordat.cli.CommandFailed;
import io.concordat.cli.Target;
import io.concordat.client.Proofs;
import io.concordat.error.ErrorCode;
import io.concordat.node.ClusterConnection;
import io.concordat.node.Json;
import io.concordat.node.Protocols;
import io.concordat.node.config.ClusterFile;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.receipt.Receipt;
import io.concordat.receipt.ReceiptCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --receipt}, mixed into every command that writes. */
public final class ReceiptOption {
    /** A command of the program speaks through a session of its own, and asks one thing in it. */
    private static final long FIRST = 1;

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description = "Save what proves to others that the group executed this and what came of it (PBFT);"
                    + " check it with `verify`.")
    private @Nullable Path file;

    /** Before anything is sent: refuses what could not be kept afterwards. */
    public void mustBePossible(ClusterConnection connection) {
        Path wanted = file;
        if (wanted == null) {
            return;
        }
        ClusterFile cluster = connection.cluster();
        if (!Protocols.named(cluster.protocol()).proofs().certifies()) {
            throw CommandFailed.usage(
                    "--receipt: members of a " + cluster.protocol() + " group sign nothing that proves an execution",
                    "a cluster made with --protocol pbft");
        }
        Path folder = wanted.toAbsolutePath().getParent();
        if (Files.isDirectory(wanted) || folder == null || !Files.isDirectory(folder)) {
            throw CommandFailed.usage("--receipt: cannot write " + wanted, "a file in a directory that exists");
        }
    }

    /** Asks for the receipt of the one command of {@code session}, and saves it. Does nothing if none is wanted. */
    public void save(ClusterConnection connection, Target target, Bytes session) {
        Path wanted = file;
        if (wanted == null) {
            return;
        }
        ClusterFile cluster = connection.cluster();
        ProtocolFactory protocol = Protocols.named(cluster.protocol());
        int group = cluster.group(target.group()).id();
        ReceiptCheck check = ProofFile.check(cluster, protocol, ProofFile.witnesses(cluster, group));
        Duration timeout = target.timeout();
        Receipt receipt =
                Asking.await(Proofs.through(connection.client()).receipt(session, FIRST, check, timeout), timeout);
        try {
            Files.writeString(wanted, Json.of(ReceiptFile.write(receipt, cluster.protocol())) + "\n");
        } catch (IOException | MalformedException e) {
            throw new CommandFailed(ErrorCode.NO_RECEIPT, "cannot write " + wanted + ": " + e, "");
        }
    }
}
