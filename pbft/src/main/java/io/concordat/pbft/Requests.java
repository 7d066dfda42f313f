package io.concordat.pbft;

import io.concordat.bytes.Bytes;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.pbft.PbftMessage.Forward;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients wait for here while another member leads: forwarded when it takes long, for the primary may never have
 * seen it, and reason for suspicion when it takes too long. Each request is timed by itself, so that a primary cannot
 * starve one client while it serves the others; what is executed is no reason for anything (anchors §4.12).
 */
final class Requests {
    private static final int FORWARDS_PER_TICK = 32;
    private static final int MOST_RELAYED_BYTES = 4 << 20;

    private final PbftCore core;
    private final Map<Bytes, Pending> pending = new LinkedHashMap<>();
    private final Map<Bytes, Bundle> relayed = new LinkedHashMap<>();
    private long relayedBytes;
    private long timeWantedSince = Long.MAX_VALUE;

    private static final class Pending {
        private final Bundle bundle;
        private final long since;
        private long forwardedIn = -1;
        private long forwardedAt;

        private Pending(Bundle bundle, long since) {
            this.bundle = bundle;
            this.since = since;
        }
    }

    Requests(PbftCore core) {
        this.core = core;
    }

    void wanted(Bundle bundle) {
        pending.computeIfAbsent(name(bundle), k -> new Pending(bundle, core.now()));
    }

    void timeWanted() {
        timeWantedSince = Math.min(timeWantedSince, core.now());
    }

    /** Somebody else's client waits: to be proposed with the next batch, or by itself. */
    void relayed(Bundle bundle) {
        int size = bundle.encoded().length();
        if (relayedBytes + size <= MOST_RELAYED_BYTES && relayed.putIfAbsent(name(bundle), bundle) == null) {
            relayedBytes += size;
        }
    }

    /** Takes what was relayed and fits beside {@code own}. */
    List<Bundle> with(List<Bundle> own) {
        if (relayed.isEmpty()) {
            return own;
        }
        own.forEach(b -> unrelay(name(b)));
        List<Bundle> all = new ArrayList<>(own);
        long size = own.stream().mapToLong(b -> b.encoded().length() + 4L).sum();
        for (Bundle bundle : List.copyOf(relayed.values())) {
            size += bundle.encoded().length() + 4L;
            if (size <= core.limits().batchBytes() || all.isEmpty()) {
                all.add(bundle);
                unrelay(name(bundle));
            }
        }
        return all;
    }

    boolean relays() {
        return !relayed.isEmpty();
    }

    private void unrelay(Bytes name) {
        Bundle known = relayed.remove(name);
        if (known != null) {
            relayedBytes -= known.encoded().length();
        }
    }

    /** What was waited for may be in the state that was installed: whoever still waits says so again. */
    void forget() {
        timeWantedSince = Long.MAX_VALUE;
        pending.clear();
        relayed.clear();
        relayedBytes = 0;
    }

    void executed(Batch batch) {
        timeWantedSince = Long.MAX_VALUE;
        for (Bundle bundle : batch.bundles()) {
            pending.remove(name(bundle));
            unrelay(name(bundle));
        }
    }

    /** Whether anybody waits: then beats come quicker. */
    boolean waiting() {
        return !pending.isEmpty() || timeWantedSince != Long.MAX_VALUE;
    }

    /** Since when the oldest request has waited for this view's primary. */
    long oldestSince() {
        long oldest = timeWantedSince;
        for (Pending first : pending.values()) {
            oldest = Math.min(oldest, first.since);
            break;
        }
        return oldest == Long.MAX_VALUE ? oldest : Math.max(oldest, core.view().since());
    }

    /**
     * {@code view}: the one whose primary can propose now, also if this member has left it and is alone in that; -1 for
     * none.
     */
    void tick(long view) {
        int primary = view < 0 ? core.self() : core.quorums().primary(view);
        if (primary == core.self()) {
            return;
        }
        long late = core.now() - core.config().forwardAfterNanos();
        int left = FORWARDS_PER_TICK;
        for (Pending request : pending.values()) {
            if (left == 0 || request.since > late) {
                return;
            }
            boolean again = core.now() - request.forwardedAt > core.config().requestNanos();
            if (request.forwardedIn != view || again) {
                forward(request, view);
                left--;
            }
        }
    }

    private void forward(Pending request, long view) {
        request.forwardedIn = view;
        request.forwardedAt = core.now();
        core.out().send(core.quorums().primary(view), new Forward(request.bundle), 0);
    }

    /** Whether the primary has known for {@code grace} what somebody waits for; tells it, if it may not. */
    boolean stale(long grace) {
        for (Pending oldest : pending.values()) {
            if (oldest.forwardedIn == core.view().number()) {
                return core.now() - oldest.forwardedAt > grace;
            }
            if (core.now() - Math.max(oldest.since, core.view().since()) > grace) {
                forward(oldest, core.view().number());
            }
            return false;
        }
        return false;
    }

    private static Bytes name(Bundle bundle) {
        return bundle.digest().bytes();
    }
}
