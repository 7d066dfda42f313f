package io.concordat.replica;

/**
 * When the state machine or a session wants time to move although nobody sends anything: then a leader proposes an
 * empty batch, one at a time. Confined to the loop.
 */
final class DeadlineWatch {
    private long next = Long.MAX_VALUE;
    private long proposal;
    private long index;
    private boolean wanted;

    /** Whether a batch is wanted whose time would be {@code proposableNanos}. */
    boolean due(long proposableNanos) {
        return proposal == 0 && index == 0 && next <= proposableNanos;
    }

    /** As {@link #due}, at one that cannot propose; true once until something is executed. */
    boolean wanted(long proposableNanos) {
        boolean first = next <= proposableNanos && !wanted;
        wanted |= first;
        return first;
    }

    void proposed(long id) {
        proposal = id;
    }

    void accepted(long id, long atIndex) {
        if (id == proposal) {
            proposal = 0;
            index = atIndex;
        }
    }

    void refused(long id) {
        if (id == proposal) {
            proposal = 0;
        }
    }

    /** Everything up to {@code appliedIndex} is executed, and this is the next deadline. */
    void applied(long appliedIndex, long nextDeadline) {
        next = nextDeadline;
        wanted = false;
        if (appliedIndex >= index) {
            index = 0;
        }
    }

    /** What was proposed may be lost. */
    void leaderChanged() {
        proposal = 0;
        index = 0;
    }
}
