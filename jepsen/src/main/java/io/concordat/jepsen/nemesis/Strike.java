package io.concordat.jepsen.nemesis;

import java.io.IOException;
import java.util.function.IntSupplier;

/**
 * A fault that has struck.
 *
 * @param target whom, in words
 * @param healing takes it back; called once
 * @param signs how much of it has shown elsewhere than in what clients saw, such as in what other nodes refused; asked
 *     after the healing
 */
public record Strike(String target, Healing healing, IntSupplier signs) {
    /** One that only clients can tell of. */
    public Strike(String target, Healing healing) {
        this(target, healing, () -> 0);
    }

    /** Takes a fault back. Throws when the cluster does not recover: that is for the run to report. */
    public interface Healing {
        void heal() throws IOException, InterruptedException;
    }

    /** One with nothing to take back. */
    public static Strike moment(String target) {
        return new Strike(target, () -> {});
    }
}
