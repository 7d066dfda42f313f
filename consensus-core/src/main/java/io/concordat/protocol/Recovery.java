package io.concordat.protocol;

/** How much of its memory a replica can prove at start. */
public sealed interface Recovery {
    /** Everything it ever promised is there. */
    record Intact() implements Recovery {}

    /** It knows what it promised, but the log ends below that. */
    record ShortLog(long term, long index) implements Recovery {}

    /** It cannot prove that it remembers its promises. */
    record Amnesia(String reason) implements Recovery {}
}
