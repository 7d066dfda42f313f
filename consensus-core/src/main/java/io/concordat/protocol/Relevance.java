package io.concordat.protocol;

import io.concordat.bytes.Bytes;

/**
 * Whether a message can still change anything, asked of its bytes before anybody spends time on its signatures: of a
 * quorum's votes only so many are needed, and the rest arrive too. The bytes are hostile and unchecked, so a no may
 * only mean that even the honest message would be of no use. Thread-safe; any thread, in step with nothing.
 */
@FunctionalInterface
public interface Relevance {
    Relevance OF_EVERYTHING = (kind, term, index, body) -> true;

    boolean matters(int kind, long term, long index, Bytes body);
}
