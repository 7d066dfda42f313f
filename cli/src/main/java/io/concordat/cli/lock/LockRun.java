package io.concordat.cli.lock;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.error.ErrorCode;
import io.concordat.node.ClusterConnection;
import io.concordat.services.lock.client.HeldLock;
import io.concordat.services.lock.client.LockClient;
import io.concordat.services.lock.client.LockFailedException;
import io.concordat.services.lock.client.LockOptions;
import io.concordat.services.lock.client.LockRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a command under a lock. */
@Command(
        name = "run",
        description = "Hold it, renewing, while COMMAND runs, with its fence in CONCORDAT_FENCE; end COMMAND before the"
                + " lease ends when the lock cannot be kept. Exits with the status of COMMAND.")
final class LockRun implements Callable<Integer> {
    @Mixin
    private Wish wish = new Wish();

    @Mixin
    private Target target = new Target();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        return wish.run(target);
    }

    /** What to run under which lock. */
    static final class Wish {
        // One list, and not required: `lock` has subcommands that come without.
        @Parameters(paramLabel = "NAME -- COMMAND", arity = "0..*", description = "The lock, and what to run.")
        private List<String> words = new ArrayList<>();

        @Option(
                names = "--ttl",
                defaultValue = "10s",
                paramLabel = "TIME",
                converter = Target.Durations.class,
                description = "How long the lock stays held when this process is gone (default 10s).")
        private Duration ttl = Duration.ofSeconds(10);

        @Option(
                names = "--wait",
                paramLabel = "TIME",
                converter = Target.Durations.class,
                description = "How long to wait for it (default: for ever; 0s: try once).")
        private @Nullable Duration patience;

        @Option(
                names = "--grace",
                defaultValue = "5s",
                paramLabel = "TIME",
                converter = Target.Durations.class,
                description = "Between TERM and KILL (default 5s; at most half of --ttl when the lock is lost).")
        private Duration grace = Duration.ofSeconds(5);

        @Option(names = "-E", paramLabel = "N", description = "Exit status instead of 3 to 6.")
        private @Nullable Integer instead;

        @Mixin
        private LockMode mode = new LockMode();

        int run(Target target) throws InterruptedException {
            if (words.size() < 2) {
                throw CommandFailed.usage("a lock and a command are needed", "concordat lock run NAME -- COMMAND");
            }
            if (ttl.toMillis() < 500) {
                throw CommandFailed.usage("a lease of " + ttl.toMillis() + " ms cannot be kept", "--ttl 500ms or more");
            }
            try {
                return held(target);
            } catch (CommandFailed e) {
                Integer other = instead;
                throw other != null && e.exit() >= 3 && e.exit() <= 6 ? e.exiting(other) : e;
            }
        }

        private int held(Target target) throws InterruptedException {
            LockOptions options = LockOptions.ofTtl(ttl)
                    .withRenewal(ttl.dividedBy(4), 10, Duration.ofMillis(100))
                    .withTimeout(target.timeout());
            LockRequest request = new LockRequest(words.get(0), mode.need(), patience, "run");
            try (ClusterConnection connection = target.connect();
                    LockClient locks = new LockClient(connection.client(), options)) {
                Thread leaving = new Thread(locks::close, "leave-the-queue");
                Runtime.getRuntime().addShutdownHook(leaving);
                HeldLock held = acquired(locks, request);
                Runtime.getRuntime().removeShutdownHook(leaving);
                return child(held);
            }
        }

        private static HeldLock acquired(LockClient locks, LockRequest request) {
            try {
                return locks.acquire(request);
            } catch (LockFailedException e) {
                throw e.code() == ErrorCode.DEADLOCK
                        ? LockCalls.deadlock(e.cycle())
                        : new CommandFailed(e.code(), String.valueOf(e.getMessage()), "");
            }
        }

        private int child(HeldLock held) throws InterruptedException {
            ChildGroup child;
            try {
                child = ChildGroup.start(words.subList(1, words.size()), held);
            } catch (IOException e) {
                held.close();
                throw new CommandFailed("USAGE", String.valueOf(e.getMessage()), "a command that exists", "", 127);
            }
            int status = child.await(grace, ttl.dividedBy(2));
            if (child.lockLost()) {
                throw new CommandFailed(
                        ErrorCode.LOCK_LOST,
                        words.get(0) + " could not be kept; the command was ended (" + status + ")",
                        "");
            }
            held.close();
            return status;
        }
    }
}
