package io.concordat.simulation;

import io.concordat.config.Settings;
import io.concordat.simulation.time.SeededRandom;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often a seed's replicas take snapshots, and how much log they keep: mostly far too often and far too little, so
 * that twenty seconds hold many compactions and transfers. What the plan says itself stands.
 */
final class SnapshotPace {
    private static final String[] EVERY = {"5", "20", "60", "200", "1000000"};
    private static final String[] TRAILING = {"1", "2KiB", "64KiB", "256MiB"};
    /** Slots between PBFT's checkpoints, and so between its snapshots. */
    private static final String[] CHECKPOINTS = {"8", "16", "64"};

    private static final String[] RATES = {"128KiB", "1MiB", "64MiB"};

    private SnapshotPace() {}

    static Settings draw(Settings plan, SeededRandom random) {
        Map<String, String> values = new TreeMap<>();
        values.put("snapshot.every-commands", EVERY[random.below(EVERY.length)]);
        values.put("snapshot.trailing-log", TRAILING[random.below(TRAILING.length)]);
        values.put("snapshot.transfer-rate", RATES[random.below(RATES.length)]);
        values.put("pbft.checkpoint-interval", CHECKPOINTS[random.below(CHECKPOINTS.length)]);
        values.putAll(plan.values());
        return Settings.of(values);
    }
}
