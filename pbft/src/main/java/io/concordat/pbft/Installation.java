package io.concordat.pbft;

import io.concordat.protocol.Effect;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gets a snapshot where nobody's log reaches back to where ours ends: fetched beside log and state from whoever has it,
 * then put in the place of the log by one write, then of the state. Meanwhile this member goes on as it was: it votes,
 * changes views, takes slots that are decided.
 *
 * <p>Place, state and size are signed by a quorum. Of two snapshots that differ only in how they are cut, the one that
 * f+1 members vouch for is right; one that a single member vouches for is tried too, for a while, and its member not
 * believed any more when it turns out wrong. What is being fetched stays wanted although newer ones are offered, or a
 * quick group would never be caught up with (anchors §4.14).
 */
final class Installation {
    private final PbftCore core;
    private final Execution execution;
    private final Checkpoints checkpoints;
    private final Compaction compaction;
    private final SortedMap<Integer, Offer> offers = new TreeMap<>();
    private final SortedSet<Integer> liars = new TreeSet<>();
    private @Nullable Offer fetching;
    /** Whether f+1 have vouched for it at some time; they may be further by now. */
    private boolean sure;

    private @Nullable SnapshotMark swapping;
    private long fetchingSince;
    private int failed;

    Installation(PbftCore core, Execution execution, Checkpoints checkpoints, Compaction compaction) {
        this.core = core;
        this.execution = execution;
        this.checkpoints = checkpoints;
        this.compaction = compaction;
    }

    void received(int sender, Offer offer) {
        if (liars.contains(sender) || offer.index() <= execution.executed()) {
            return;
        }
        String flaw = OfferRules.flaw(offer.certificate(), offer.id(), core.quorums());
        if (flaw != null) {
            disbelieve(sender, "offers a snapshot that no quorum has signed: " + flaw);
            return;
        }
        offers.put(sender, offer);
        choose();
    }

    private void disbelieve(int member, String deed) {
        liars.add(member);
        offers.remove(member);
        core.out().add(new Effect.Accuse(member, deed));
    }

    private void choose() {
        if (swapping != null) {
            return; // the log must not move away under the state
        }
        Offer best = best();
        Offer wanted = fetching;
        sure |= wanted != null && vouched(wanted);
        if (best == null || (wanted != null && sure)) {
            return;
        }
        boolean late = core.now() - fetchingSince > core.config().transferNanos(failed);
        if (wanted == null || vouched(best) || late) {
            failed += wanted == null ? 0 : 1;
            fetching = best;
            sure = vouched(best);
            fetchingSince = core.now();
            core.out().add(new Effect.InstallSnapshot(best.id(), sources(best)));
        }
    }

    /** One that an honest member has, if there is one; else of those that others than the current one has. */
    private @Nullable Offer best() {
        Offer best = null;
        for (Offer offer : offers.values()) {
            boolean current = fetching != null && fetching.id().equals(offer.id());
            if (offer.index() > execution.executed() && !current && (best == null || better(offer, best))) {
                best = offer;
            }
        }
        return best;
    }

    private boolean better(Offer one, Offer other) {
        return vouched(one) == vouched(other) ? one.index() > other.index() : vouched(one);
    }

    private boolean vouched(Offer offer) {
        long same =
                offers.values().stream().filter(o -> o.id().equals(offer.id())).count();
        return same >= core.quorums().oneHonest();
    }

    /** Everybody may have it; those who say so first. */
    private List<Integer> sources(Offer offer) {
        List<Integer> sources = new ArrayList<>();
        offers.forEach((member, theirs) -> {
            if (theirs.id().equals(offer.id())) {
                sources.add(member);
            }
        });
        for (int member : core.quorums().members()) {
            if (member != core.self() && !liars.contains(member) && !sources.contains(member)) {
                sources.add(member);
            }
        }
        return sources;
    }

    /** Whether it was what is wanted, and has taken the place of the log. */
    boolean ready(SnapshotMark mark) {
        Offer wanted = fetching;
        if (wanted == null || !wanted.id().equals(mark.id())) {
            return false; // wanted once; what is wanted now is another one
        }
        fetching = null;
        if (mark.index() <= execution.executed()) {
            core.out().add(new Effect.AbandonInstall(mark.id()));
            return false;
        }
        long seq = compaction.restart(mark, wanted.certificate(), execution.appendedBytes());
        execution.restart(mark, seq);
        checkpoints.installed(wanted.certificate());
        offers.values().removeIf(o -> o.index() <= mark.index());
        failed = 0;
        swapping = mark;
        core.out().add(new Effect.SwapState(mark, seq));
        return true;
    }

    /** Whether the state stands now at what was put in the place of the log. */
    boolean swapped(SnapshotId id) {
        SnapshotMark done = swapping;
        if (done == null || !done.id().equals(id)) {
            return false;
        }
        swapping = null;
        return true;
    }

    /** Whoever vouched for what turned out wrong has made it up: its state was not the one that a quorum signed. */
    void failed(SnapshotId id, boolean disproved) {
        Offer wanted = fetching;
        if (wanted == null || !wanted.id().equals(id)) {
            return;
        }
        fetching = null;
        failed++;
        for (var offer : List.copyOf(offers.entrySet())) {
            if (offer.getValue().id().equals(id)) {
                offers.remove(offer.getKey());
                if (disproved) {
                    disbelieve(offer.getKey(), "vouched for a snapshot at " + id.index() + " that it made up");
                }
            }
        }
        choose();
    }

    void tick() {
        if (fetching != null) {
            choose();
        }
    }

    /** At the end of a step: slots that were decided after all make a transfer needless. */
    void settle() {
        Offer wanted = fetching;
        if (wanted != null && wanted.index() <= execution.executed()) {
            fetching = null;
            core.out().add(new Effect.AbandonInstall(wanted.id()));
        }
    }
}
