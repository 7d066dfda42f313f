package io.concordat.services.lock.state;

/** Something that ends by itself. Ids come from one counter, so that (deadline, id) orders holds and waiters alike. */
abstract class Timed implements Comparable<Timed> {
    /** Cluster time; {@link Long#MAX_VALUE} for never. Changed only while outside {@link Deadlines}. */
    long deadline = Long.MAX_VALUE;

    abstract long id();

    @Override
    public final int compareTo(Timed other) {
        int byDeadline = Long.compare(deadline, other.deadline);
        return byDeadline != 0 ? byDeadline : Long.compare(id(), other.id());
    }

    @Override
    public final boolean equals(Object other) {
        return this == other;
    }

    @Override
    public final int hashCode() {
        return Long.hashCode(id());
    }
}
