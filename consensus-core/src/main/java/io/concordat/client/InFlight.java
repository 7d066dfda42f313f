package io.concordat.client;

/**
 * A bundle on its way, over one connection, answered by {@code giveUpAt} or not waited for any longer.
 *
 * @param bytes what it takes of the client's {@link SendingRoom}
 * @param begun whether some of its results are here
 */
record InFlight(Connection connection, long first, int count, int bytes, long giveUpAt, boolean begun) {
    /** How long the rest of an answer may take before it is asked for. */
    private static final long REST_NANOS = 20_000_000;

    boolean covers(long number) {
        return first <= number && number - first < count;
    }

    /**
     * Part of the bundle was answered. The rest follows in the next frame, or was not executed because the replies
     * kept for the session fill their bound until we acknowledge them; that it is sent again after a moment serves
     * both.
     */
    InFlight restSoon(long now) {
        return new InFlight(connection, first, count, bytes, Math.min(giveUpAt, now + REST_NANOS), true);
    }
}
