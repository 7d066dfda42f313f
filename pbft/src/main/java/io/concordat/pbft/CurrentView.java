package io.concordat.pbft;

/** Which view this member is in, and whether it has begun: between VIEW-CHANGE and NEW-VIEW nobody votes. */
final class CurrentView {
    private final Quorums quorums;
    private final int self;
    private long number;
    private boolean active;
    private long since;
    private boolean retired;
    private boolean silent;

    CurrentView(Quorums quorums, int self, long number, boolean active) {
        this.quorums = quorums;
        this.self = self;
        this.number = number;
        this.active = active;
    }

    long number() {
        return number;
    }

    boolean active() {
        return active;
    }

    /** When it began, by the monotonic clock. */
    long since() {
        return since;
    }

    int primary() {
        return quorums.primary(number);
    }

    /** Whether this member may give out promises in this view. */
    boolean votes() {
        return active && !silent;
    }

    boolean leads() {
        return votes() && !retired && primary() == self;
    }

    /** A member that has lost its memory promises nothing at all. */
    void silent(boolean on) {
        silent = on;
    }

    boolean silent() {
        return silent;
    }

    /** It may have proposed before its restart what it does not remember: it proposes nothing more in this view. */
    void retire() {
        retired = true;
    }

    boolean retired() {
        return retired;
    }

    void leaveFor(long next) {
        number = next;
        active = false;
        retired = false;
    }

    void enter(long view, long now) {
        number = view;
        active = true;
        since = now;
        retired = false;
    }

    /** A life begins in the middle of a view. */
    void woke(long now) {
        since = now;
    }
}
