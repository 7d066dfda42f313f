package io.concordat.jepsen.nemesis;

import java.io.IOException;

/**
 * A fault that has struck.
 *
 * @param target whom, in words
 * @param healing takes it back; called once
 */
public record Strike(String target, Healing healing) {
    /** Takes a fault back. Throws when the cluster does not recover: that is for the run to report. */
    public interface Healing {
        void heal() throws IOException, InterruptedException;
    }

    /** One with nothing to take back. */
    public static Strike moment(String target) {
        return new Strike(target, () -> {});
    }
}
