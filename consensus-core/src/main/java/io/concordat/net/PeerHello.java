package io.concordat.net;

/**
 * What two nodes tell each other first, besides what proves their identity.
 *
 * @param incarnation random, new at every start
 * @param bootCounter durable, one higher at every start
 * @param lastSeenBoot the highest boot counter the speaker has seen of the listener, 0 for none
 */
public record PeerHello(long incarnation, long bootCounter, long lastSeenBoot) {}
