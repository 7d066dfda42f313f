package io.concordat.cli.command;

import io.concordat.api.Outcome;
import io.concordat.cli.Asking;
import io.concordat.cli.CommandFailed;
import io.concordat.client.ClusterClient;
import io.concordat.services.ServiceName;
import java.time.Duration;

/** Finds out whether a group serves: a linearizable read needs all that a write needs, and leaves nothing behind. */
final class Probe {
    private Probe() {}

    /** Any answer from the group will do, also that it knows no such service. */
    static void awaitWritable(ClusterClient client, Duration patience) {
        Outcome outcome = Asking.await(client.query(ServiceName.prefix("health"), patience), patience);
        if (outcome instanceof Outcome.Refused refused) {
            throw CommandFailed.of(refused.code(), refused.message());
        }
        if (outcome instanceof Outcome.Unknown unknown) {
            throw CommandFailed.of("NO_QUORUM", unknown.message());
        }
    }
}
