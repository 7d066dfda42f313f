package io.concordat.jepsen.network;

import java.time.Duration;

/**
 * How one direction of a link fares. TCP repairs what is lost on the way, so a lost packet is a pause of everything
 * behind it, and a cut cable is bytes that arrive when it is mended.
 *
 * @param cut nothing gets through
 * @param delayNanos added to every piece
 * @param loss the probability that a piece waits for a retransmission, which may be lost again
 * @param bytesPerSecond 0 for no limit
 * @param corruption the probability that a piece has a bit flipped that no checksum of the network noticed
 */
public record Conditions(boolean cut, long delayNanos, double loss, long bytesPerSecond, double corruption) {
    public static final Conditions GOOD = new Conditions(false, 0, 0, 0, 0);
    public static final Conditions CUT = new Conditions(true, 0, 0, 0, 0);

    public static Conditions slow(Duration delay, long bytesPerSecond) {
        return new Conditions(false, delay.toNanos(), 0, bytesPerSecond, 0);
    }

    public static Conditions lossy(double loss) {
        return new Conditions(false, 0, loss, 0, 0);
    }

    public static Conditions corrupting(double probability) {
        return new Conditions(false, 0, 0, 0, probability);
    }
}
