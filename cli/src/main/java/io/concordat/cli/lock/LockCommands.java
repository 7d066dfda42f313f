package io.concordat.cli.lock;

import io.concordat.bytes.Bytes;
import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.cli.proof.ReceiptOption;
import io.concordat.client.ClientSession;
import io.concordat.error.ErrorCode;
import io.concordat.node.ClusterConnection;
import io.concordat.services.lock.LockCommand;
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

/** Locks of the cluster. */
@Command(
        name = "lock",
        description = "Fair locks with fences: held by a session, for as long as it is renewed. Without a subcommand"
                + " as `lock run`.",
        subcommands = {LockAcquire.class, LockRun.class, LockGraph.class},
        footer = {
            "",
            "Examples:",
            "  concordat lock backup -- ./backup.sh",
            "  concordat lock run backup --wait 0s -E 0 -- ./backup.sh",
            "  concordat lock acquire orders/42 --ttl 30s -o json",
            "  concordat lock release orders/42 --session 5f0c…",
            "  concordat lock graph -o mermaid"
        })
public final class LockCommands implements Callable<Integer> {
    @Mixin
    private LockRun.Wish wish = new LockRun.Wish();

    @Mixin
    private Target target = new Target();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        return wish.run(target);
    }

    @Command(name = "release", description = "Give it back once; the last time frees it.")
    int release(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--session", required = true, paramLabel = "S", description = "The session that holds it.")
                    String session,
            @Mixin ReceiptOption receipt,
            @Mixin Target where,
            @Mixin Output out) {
        LockReply reply = ask(where, receipt, new LockCommand.Release(Bytes.utf8(name), owner(session), 0, false));
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", name);
        if (reply instanceof LockReply.Released released) {
            object.put("released", true);
            object.put("holds", released.holds());
            out.result(object, name + " released" + (released.holds() == 0 ? "" : ", " + released.holds() + " to go"));
            return 0;
        }
        return refused(LockCalls.failure(reply, name), object, "released", out);
    }

    @Command(name = "renew", description = "Let the hold last for another time to live, from now.")
    int renew(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--session", required = true, paramLabel = "S", description = "The session that holds it.")
                    String session,
            @Option(
                            names = "--ttl",
                            paramLabel = "TIME",
                            converter = Target.Durations.class,
                            description = "From now on (default: as acquired).")
                    @Nullable
                    Duration ttl,
            @Mixin ReceiptOption receipt,
            @Mixin Target where,
            @Mixin Output out) {
        Bytes key = Bytes.utf8(name);
        SessionFile file = SessionFile.read(where.directory(), session);
        if (file != null && ttl != null && ttl.compareTo(file.life()) > 0) {
            throw CommandFailed.usage(
                    "the session lives for " + file.life().toSeconds() + " s without a command",
                    "a shorter --ttl, or renew more often");
        }
        LockReply reply;
        try (ClusterConnection connection = where.connect()) {
            receipt.mustBePossible(connection);
            LockCalls calls = new LockCalls(connection, where.timeout());
            CompletableFuture<ClientSession> kept = file == null
                    ? CompletableFuture.completedFuture(null)
                    : file.open(connection.client(), where.timeout());
            if (file != null) {
                LockCalls.opened(kept, where.timeout());
            }
            reply = calls.ask(new LockCommand.Renew(key, owner(session), 0, ttl == null ? 0 : ttl.toNanos()));
            receipt.save(connection, where, calls.session().id());
            calls.close();
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", name);
        if (reply instanceof LockReply.Held held) {
            object.put("renewed", true);
            object.put("fence", held.fence());
            long left = held.deadline() == Long.MAX_VALUE ? 0 : (held.deadline() - held.clusterNanos()) / 1_000_000;
            object.put("ttlMillis", left);
            out.result(object, name + " renewed for " + left + " ms");
            return 0;
        }
        return refused(LockCalls.failure(reply, name), object, "renewed", out);
    }

    @Command(name = "ls", description = "Locks in use: who holds them, how many wait.")
    int ls(@Mixin Target where, @Mixin Output out) {
        return new LockLists(where, out).all();
    }

    @Command(name = "info", description = "One lock: holders, fences, and the queue in its order.")
    int info(@Parameters(paramLabel = "NAME") String name, @Mixin Target where, @Mixin Output out) {
        return new LockLists(where, out).one(name);
    }

    private static LockReply ask(Target where, ReceiptOption receipt, LockCommand command) {
        try (ClusterConnection connection = where.connect()) {
            receipt.mustBePossible(connection);
            LockCalls calls = new LockCalls(connection, where.timeout());
            LockReply reply = calls.ask(command);
            receipt.save(connection, where, calls.session().id());
            calls.close();
            return reply;
        }
    }

    /** A refusal is a result too. */
    private static int refused(CommandFailed failure, Map<String, Object> object, String what, Output out) {
        if (failure.exit() != ErrorCode.NOT_HELD.exit()) {
            throw failure;
        }
        object.put(what, false);
        out.result(object, object.get("name") + " not " + what);
        Output.say(failure.line(out.json()));
        return failure.exit();
    }

    static LockOwner owner(String session) {
        Bytes id;
        try {
            id = Bytes.fromHex(session);
        } catch (IllegalArgumentException e) {
            id = Bytes.EMPTY;
        }
        if (id.length() != 16) {
            throw CommandFailed.usage("'" + session + "' is no session's id", "32 hex digits, as acquire prints them");
        }
        return new LockOwner(id, Bytes.EMPTY);
    }
}
