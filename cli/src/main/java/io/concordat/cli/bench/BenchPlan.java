package io.concordat.cli.bench;

import java.time.Duration;

/**
 * What one bench does.
 *
 * @param outstanding operations under way, over all sessions
 * @param rate operations per second for an open loop; 0 for a closed one
 * @param patienceForRoom open loop: how long a due operation waits while {@code outstanding} others are under way,
 *     before it counts as busy
 */
public record BenchPlan(
        String service,
        int outstanding,
        int sessions,
        int payloadBytes,
        int keys,
        Duration warmup,
        Duration duration,
        double rate,
        Duration patienceForRoom) {
    /** How long an operation is retried, warm-up and measurement included, before its outcome counts as unknown. */
    Duration patience() {
        return warmup.plus(duration).plusSeconds(60);
    }
}
