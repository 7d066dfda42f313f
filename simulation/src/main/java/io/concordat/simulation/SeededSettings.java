package io.concordat.simulation;

import io.concordat.config.Settings;
import io.concordat.simulation.time.SeededRandom;
import java.util.TreeMap;

/** What a cluster may choose, its seed chooses: options that only some runs use still meet all faults. */
final class SeededSettings {
    /** The clocks drift by this at most, {@link ProcessFaults} sees to it. */
    static final long MOST_DRIFT_PPM = 50_000;

    private SeededSettings() {}

    /** The plan's settings, and the seed's choice where the plan leaves one. */
    static Settings draw(Settings plan, SeededRandom random) {
        TreeMap<String, String> values = new TreeMap<>(plan.values());
        boolean leases = random.chance(0.4);
        if (leases && !values.containsKey("raft.lease")) {
            values.put("raft.lease", "true");
            values.put("raft.max-clock-drift", Long.toString(MOST_DRIFT_PPM));
        }
        return new Settings(values);
    }
}
