package io.concordat.pbft.byzantine;

import org.jspecify.annotations.Nullable;

/**
 * What surrounds a liar.
 *
 * @param messagesPerSecond what a flooder sends to each of the others
 * @param accomplice null when no client helps
 */
public record Conspiracy(Deeds deeds, int messagesPerSecond, @Nullable Accomplice accomplice) {
    public Conspiracy {
        if (messagesPerSecond < 1) {
            throw new IllegalArgumentException("a flood of " + messagesPerSecond + " messages per second");
        }
    }
}
