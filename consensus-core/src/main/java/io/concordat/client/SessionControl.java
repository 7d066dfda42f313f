package io.concordat.client;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A session's life apart from its commands: opened, kept alive, closed. One such request is under way at a time; all
 * may be repeated without harm. Confined to the loop but for {@link #startClosing}, {@link #closing} and the futures.
 */
final class SessionControl {
    private static final int KEEP_ALIVES_PER_LIFE = 3;

    private final ClusterClient client;
    private final long timeToLive;
    private final long openBy;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private Bundle.@Nullable Identity identity;
    private Bytes nonce = Bytes.EMPTY;
    private boolean isOpen;
    private boolean keepAliveDue;
    private long keepAliveAt = Long.MAX_VALUE;
    private long closeBy = Long.MAX_VALUE;
    private Bundle.@Nullable Kind underWay;
    private @Nullable Connection asked;
    private long giveUpAt = Long.MAX_VALUE;
    private volatile boolean closing;

    SessionControl(ClusterClient client, long timeToLive, long openBy) {
        this.client = client;
        this.timeToLive = timeToLive;
        this.openBy = openBy;
    }

    CompletableFuture<Void> opened() {
        return opened;
    }

    CompletableFuture<Void> closed() {
        return closed;
    }

    boolean closing() {
        return closing;
    }

    void startClosing() {
        closing = true;
    }

    void closeBy(long deadline) {
        closeBy = Math.min(closeBy, deadline);
    }

    void start(Bundle.Identity as, Bytes withNonce) {
        identity = as;
        nonce = withNonce;
    }

    boolean isOpen() {
        return isOpen;
    }

    /** What must be asked now besides commands; null when nothing, or when something is under way. */
    @Nullable
    Bundle due(CommandWindow window, long eventsAcknowledged) {
        Bundle.Identity as = identity;
        if (as == null || underWay != null) {
            return null;
        }
        if (!isOpen) {
            return Bundle.open(as, nonce, timeToLive, client::sign);
        }
        if (closeBy != Long.MAX_VALUE && window.isEmpty()) {
            return Bundle.close(as, client::sign);
        }
        return keepAliveDue ? Bundle.keepAlive(as, window.acknowledged(), eventsAcknowledged, client::sign) : null;
    }

    void sent(Connection to, Bundle.Kind kind) {
        underWay = kind;
        asked = to;
        giveUpAt = client.now() + client.setup().timeouts().attempt();
        if (kind == Bundle.Kind.KEEP_ALIVE) {
            keepAliveDue = false;
        }
    }

    boolean waiting() {
        return underWay == null && (!isOpen || keepAliveDue || closeBy != Long.MAX_VALUE);
    }

    void keepAliveNow() {
        keepAliveDue = isOpen;
    }

    /** Returns whether the session has thereby ended as it should. */
    boolean succeeded(int kind) {
        boolean expected = underWay != null && underWay.ordinal() == kind;
        if (expected) {
            // Only what did not succeed is due again.
            boolean another = keepAliveDue;
            nothingUnderWay();
            keepAliveDue = another;
        }
        if (kind == Bundle.Kind.OPEN.ordinal() && !isOpen) {
            isOpen = true;
            keepAliveAt = client.now() + timeToLive / KEEP_ALIVES_PER_LIFE;
            client.deliver(() -> opened.complete(null));
        }
        return expected && kind == Bundle.Kind.CLOSE.ordinal();
    }

    /** Returns whether the failure concerns what is under way. */
    boolean failed(Connection from, int kind) {
        if (asked != from || underWay == null || underWay.ordinal() != kind) {
            return false;
        }
        nothingUnderWay();
        return true;
    }

    void connectionLost(Connection connection) {
        if (asked == connection) {
            nothingUnderWay();
        }
    }

    private void nothingUnderWay() {
        keepAliveDue |= underWay == Bundle.Kind.KEEP_ALIVE;
        underWay = null;
        asked = null;
        giveUpAt = Long.MAX_VALUE;
    }

    void tick(long now) {
        Connection silent = asked;
        if (giveUpAt <= now && silent != null) {
            nothingUnderWay();
            client.finder().unreachable(silent.node(), now);
        }
        if (keepAliveAt <= now) {
            keepAliveDue = true;
            keepAliveAt = now + timeToLive / KEEP_ALIVES_PER_LIFE;
        }
    }

    /** Why the session must end because its time to open or close is up; null if it is not. */
    @Nullable
    ErrorCode late(long now) {
        if (!isOpen && openBy <= now) {
            return asked == null ? ErrorCode.NO_QUORUM : ErrorCode.TIMEOUT;
        }
        return closeBy <= now ? ErrorCode.TIMEOUT : null;
    }

    long nextMoment() {
        long opening = isOpen ? keepAliveAt : openBy;
        return Math.min(Math.min(opening, closeBy), giveUpAt);
    }

    /** Returns whether the listener must hear that the session was lost. */
    boolean end(Outcome.Refused why) {
        ErrorCode code = ErrorCode.of(why.code()).orElse(ErrorCode.INTERNAL);
        client.deliver(() -> {
            opened.completeExceptionally(new ClientException(code, why.message()));
            closed.complete(null);
        });
        return isOpen && !closing;
    }
}
