package io.concordat.cli.lock;

import io.concordat.cli.CommandFailed;
import io.concordat.services.lock.LockNeed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which mode is meant; mixed into acquire and run. */
final class LockMode {
    @Option(names = "--shared", description = "As a reader, together with other readers.")
    private boolean shared;

    @Option(names = "--permits", paramLabel = "N", description = "N permits of a semaphore; with --of.")
    private @Nullable Integer permits;

    @Option(names = "--of", paramLabel = "M", description = "The semaphore's size, the same for all its users.")
    private @Nullable Integer of;

    LockNeed need() {
        if ((permits == null) != (of == null) || shared && permits != null) {
            throw CommandFailed.usage("these modes do not go together", "--shared, or --permits N --of M, or neither");
        }
        if (permits == null || of == null) {
            return shared ? LockNeed.SHARED : LockNeed.EXCLUSIVE;
        }
        if (permits < 1 || permits > of) {
            throw CommandFailed.usage(permits + " permits of " + of, "1 <= N <= M");
        }
        return LockNeed.permits(permits, of);
    }
}
