package io.concordat.node;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.crypto.Ed25519Signer;
import io.concordat.error.ErrorCode;
import io.concordat.node.config.ClientFile;
import io.concordat.node.config.ConfigRefused;
import io.concordat.pbft.byzantine.Accomplice;
import io.concordat.pbft.byzantine.Byzantine;
import io.concordat.pbft.byzantine.Conspiracy;
import io.concordat.pbft.byzantine.Turned;
import io.concordat.replica.HostSetup;
import io.concordat.services.ServiceName;
import io.concordat.services.counter.CounterCodec;
import io.concordat.services.counter.CounterCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that lies on purpose, for tests of all the others over real sockets and disks. Says in its log how many lies
 * it has told: the first, second, fourth, eighth and so on. Thread-safe.
 */
public final class ByzantineNode implements UnaryOperator<HostSetup> {
    private static final Logger LOG = LoggerFactory.getLogger(ByzantineNode.class);
    private static final String COUNTER = "counter";
    private static final int USUAL_FLOOD = 500;

    /** The words for what a node can be made to do. */
    public static final List<String> KINDS =
            Arrays.stream(Byzantine.values()).map(Byzantine::word).toList();

    private final List<Byzantine> kinds;
    private final int messagesPerSecond;
    private final Path home;
    private final Map<Byzantine, AtomicLong> told = new EnumMap<>(Byzantine.class);
    private final AtomicLong commands = new AtomicLong();

    /** {@code messagesPerSecond}: of a flooder, to each of the others. */
    public ByzantineNode(List<Byzantine> kinds, int messagesPerSecond, Path home) {
        this.kinds = List.copyOf(kinds);
        this.messagesPerSecond = messagesPerSecond;
        this.home = home;
        kinds.forEach(kind -> told.put(kind, new AtomicLong()));
    }

    /**
     * One that lies in these ways, words with commas between them. Throws {@link IllegalArgumentException} that names
     * those there are.
     */
    public static ByzantineNode of(String kinds, Path home) {
        return new ByzantineNode(Byzantine.parse(kinds), USUAL_FLOOD, home);
    }

    @Override
    public HostSetup apply(HostSetup honest) {
        if (!honest.protocol().name().equals("pbft")) {
            throw new ConfigRefused(
                    ErrorCode.USAGE,
                    "only PBFT withstands members that lie, not "
                            + honest.protocol().name(),
                    "a cluster of pbft");
        }
        LOG.warn("node {} lies on purpose: {}", honest.self(), kinds);
        return Turned.host(honest, kinds, new Conspiracy(this::told, messagesPerSecond, accomplice()));
    }

    private void told(Byzantine kind) {
        AtomicLong count = told.get(kind);
        long now = count == null ? 0 : count.incrementAndGet();
        if (Long.bitCount(now) == 1) {
            LOG.info("{} lies told as {}", now, kind.word());
        }
    }

    /** Whoever's identity lies beside the node, in a directory that init has made. */
    private @Nullable Accomplice accomplice() {
        Path file = home.toAbsolutePath().resolveSibling(ClientFile.NAME);
        if (!Files.exists(file)) {
            return null;
        }
        return new Accomplice(new Ed25519Signer(ClientFile.read(file).key().seed()), this::command);
    }

    /** Adds to a counter that nobody else uses, each time another number. */
    private Bytes command() {
        Bytes add = CounterCodec.encode(
                new CounterCommand.Add(Bytes.utf8("accomplice"), commands.incrementAndGet()), Bytes.EMPTY);
        return new ByteWriter(64).raw(ServiceName.prefix(COUNTER)).raw(add).toBytes();
    }
}
