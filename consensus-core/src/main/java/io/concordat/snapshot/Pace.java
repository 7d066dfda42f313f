package io.concordat.snapshot;

/** What was executed since the last index at which a snapshot is due: a function of the log alone. */
public record Pace(long bytes, long commands) {
    public static final Pace NONE = new Pace(0, 0);
}
