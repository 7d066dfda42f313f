package io.concordat.protocol;

/**
 * Agreement as a pure function of its inputs: no I/O, threads, clock or randomness of its own. The same events give the
 * same effects, byte for byte; production and simulator drive the same classes. Confined to its replica's loop.
 */
public interface Protocol {
    /**
     * Takes one event.
     *
     * @param now monotonic nanoseconds, never less than at the step before
     * @param out where effects go, in order; emptied by the caller
     */
    void step(long now, Event event, Effects out);

    ProtocolStatus status();

    /** Whether a proposal would be taken now, by one that leads; else it is asked again after the next event. */
    default boolean proposable() {
        return true;
    }

    /** What need not be checked and handed over any more; one object for the protocol's life. */
    default Relevance relevance() {
        return Relevance.OF_EVERYTHING;
    }

    /** The cluster time, nanoseconds, that a batch proposed at {@code now} would bear; for deadlines. Leaders only. */
    long proposableTime(long now);
}
