package io.concordat.cli.lock;

import io.concordat.bytes.Bytes;
import io.concordat.cli.Asking;
import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.cli.proof.ReceiptOption;
import io.concordat.client.ClientSession;
import io.concordat.error.ErrorCode;
import io.concordat.node.ClusterConnection;
import io.concordat.services.lock.LockCommand;
import io.concordat.services.lock.LockEvent;
import io.concordat.services.lock.LockOwner;
import io.concordat.services.lock.LockReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a lock for a session that outlives the command. */
@Command(
        name = "acquire",
        description = "Take it for a session that outlives this command, and print its fence. Nothing renews it"
                + " afterwards but `lock renew`.")
final class LockAcquire implements Callable<Integer> {
    private static final Duration GOODBYE = Duration.ofMillis(500);

    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Option(
            names = "--session",
            paramLabel = "S",
            description = "The session that is to hold it (else a new one, whose id is printed).")
    private @Nullable String session;

    @Option(
            names = "--ttl",
            defaultValue = "10s",
            paramLabel = "TIME",
            converter = Target.Durations.class,
            description = "How long it is held unless renewed (default 10s).")
    private Duration ttl = Duration.ofSeconds(10);

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = Target.Durations.class,
            description = "How long to wait for it (default: for ever; 0s: try once).")
    private @Nullable Duration patience;

    @Mixin
    private LockMode mode = new LockMode();

    @Mixin
    private ReceiptOption receipt = new ReceiptOption();

    @Mixin
    private Target target = new Target();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        mode.need();
        if (ttl.isZero()) {
            throw CommandFailed.usage("a hold of no time is none", "--ttl 1s or more");
        }
        String wanted = session;
        SessionFile file = wanted == null
                ? SessionFile.fresh(target.directory(), ttl)
                : SessionFile.read(target.directory(), wanted);
        try (ClusterConnection connection = target.connect()) {
            receipt.mustBePossible(connection);
            LockCalls calls = new LockCalls(connection, target.timeout());
            CompletableFuture<ClientSession> opening =
                    file == null ? null : file.open(connection.client(), target.timeout());
            Thread leaving = new Thread(() -> leave(calls, wanted == null ? opening : null), "leave-the-queue");
            Runtime.getRuntime().addShutdownHook(leaving);
            boolean held = false;
            try {
                LockOwner owner = wanted != null
                        ? LockCommands.owner(wanted)
                        : new LockOwner(
                                LockCalls.opened(java.util.Objects.requireNonNull(opening), target.timeout())
                                        .id(),
                                Bytes.EMPTY);
                if (wanted != null && opening != null) {
                    LockCalls.opened(opening, target.timeout());
                }
                // While it waits in the queue its session acknowledges the reply, and nobody can sign that any more.
                boolean queued = acquire(calls, owner, file, () -> save(connection, calls));
                held = true;
                if (!queued) {
                    save(connection, calls);
                }
            } finally {
                unhook(leaving);
                leave(calls, held || wanted != null ? null : opening);
            }
        }
        return 0;
    }

    private void save(ClusterConnection connection, LockCalls calls) {
        receipt.save(connection, target, calls.session().id());
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook is doing its work.
            return;
        }
    }

    /** Out of the queue, and nothing left behind. */
    private static void leave(LockCalls calls, @Nullable CompletableFuture<ClientSession> holding) {
        if (holding != null && holding.isDone() && !holding.isCompletedExceptionally()) {
            Asking.await(holding.join().close(GOODBYE), GOODBYE);
        }
        calls.close();
    }

    /** Returns whether it had to queue; {@code whenQueued} runs before it waits. */
    private boolean acquire(LockCalls calls, LockOwner owner, @Nullable SessionFile file, Runnable whenQueued) {
        long began = System.nanoTime();
        Duration limit = patience;
        LockReply reply = calls.ask(new LockCommand.Acquire(
                Bytes.utf8(name),
                owner,
                mode.need(),
                ttl.toNanos(),
                limit == null ? LockCommand.FOR_EVER : Math.min(limit.toNanos(), LockCommand.LONGEST)));
        if (reply instanceof LockReply.Held held) {
            show(owner, file, held.fence(), held.holds(), held.deadline() - held.clusterNanos());
            return false;
        } else if (reply instanceof LockReply.Queued queued) {
            whenQueued.run();
            Duration rest = limit == null
                    ? null
                    : limit.minusNanos(System.nanoTime() - began).plus(target.timeout());
            LockEvent event = calls.await(queued.ticket(), rest);
            if (!(event instanceof LockEvent.Granted granted)) {
                throw event == null
                        ? new CommandFailed(ErrorCode.TIMEOUT, "nobody said what became of the place in the queue", "")
                        : new CommandFailed(ErrorCode.LOCK_BUSY, name + " was not free in time", "");
            }
            show(owner, file, granted.fence(), granted.holds(), granted.deadline() - granted.clusterNanos());
            return true;
        }
        throw LockCalls.failure(reply, name);
    }

    private void show(LockOwner owner, @Nullable SessionFile file, long fence, int holds, long lasts) {
        String id = owner.session().toHex();
        if (session == null && file != null) {
            file.write(id);
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", name);
        object.put("fence", fence);
        object.put("session", id);
        object.put("holds", holds);
        object.put("ttlMillis", lasts / 1_000_000);
        output.result(
                object,
                name + " held: fence " + fence + ", session " + id + ", " + lasts / 1_000_000 + " ms"
                        + (holds > 1 ? ", " + holds + " times" : ""));
    }
}
