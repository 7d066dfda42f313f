package io.concordat.net;

/**
 * What two nodes tell each other first, besides what proves their identity.
 *
 * @param incarnation random, new at every start
 * @param bootCounter durable, one higher at every start
 * @param lastSeenBoot the highest boot counter the speaker has seen of the listener, 0 for none
 * @param lastSeenIncarnation the listener's incarnation at that start, 0 for unknown: a disk put back to the life
 * before
 *     counts up to the same boot counter again, but in another incarnation
 */
public record PeerHello(long incarnation, long bootCounter, long lastSeenBoot, long lastSeenIncarnation) {
    public PeerHello(long incarnation, long bootCounter, long lastSeenBoot) {
        this(incarnation, bootCounter, lastSeenBoot, 0);
    }
}
