package io.concordat.raft;

import io.concordat.membership.Member;
import io.concordat.protocol.Effect;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gets a snapshot that the leader offers because its log does not reach back to where ours ends: fetched beside log and
 * state, then put in the place of the log by one write, then of the state, then acknowledged.
 *
 * <p>The log is replaced only where it neither holds the snapshot's place nor is committed up to it. A log that holds
 * it keeps everything (raft.md M60); what is committed is never taken back (M61).
 */
final class Installation {
    private final RaftCore core;
    private @Nullable SnapshotMark fetching;
    private @Nullable SnapshotMark swapping;

    Installation(RaftCore core) {
        this.core = core;
    }

    /**
     * The leader offers what this log lacks. An offer repeated while it is being followed changes nothing, and while a
     * state waits for its log to be synced no other takes its place: the log must not move away under the state.
     */
    void offered(int leader, SnapshotMark mark) {
        if (swapping != null) {
            return; // the leader says it again
        }
        SnapshotMark known = fetching;
        if (known == null || !known.id().equals(mark.id())) {
            fetching = mark;
            core.out().add(new Effect.InstallSnapshot(mark.id(), sources(leader, mark)));
        }
    }

    /** Whoever was a member then may have it; the leader says that it does. */
    private List<Integer> sources(int leader, SnapshotMark mark) {
        List<Integer> sources = new ArrayList<>();
        sources.add(leader);
        for (Member member : mark.membership().members()) {
            if (member.node() != core.self() && member.node() != leader) {
                sources.add(member.node());
            }
        }
        return sources;
    }

    /** Whether {@code mark} has moved the log already and its state is about to be swapped in. */
    boolean swaps(SnapshotMark mark) {
        SnapshotMark known = swapping;
        return known != null && known.id().equals(mark.id());
    }

    /** A snapshot is here whose state this replica has not executed. */
    void ready(SnapshotMark mark) {
        SnapshotMark wanted = fetching;
        if (wanted == null || !wanted.id().equals(mark.id())) {
            return; // wanted once; what is wanted now is another one
        }
        fetching = null;
        LogTail place = mark.id().place();
        boolean held = core.log().terms().at(place.index()) == place.term();
        if (held || place.index() <= core.log().commit() || !(core.role() instanceof Follower)) {
            core.out().add(new Effect.AbandonInstall(mark.id()));
            return; // entries came after all, or this log may be the next leader's: it stays
        }
        long seq = core.log().restart(mark);
        core.installed(mark);
        swapping = mark;
        core.out().add(new Effect.SwapState(mark, seq));
        core.out().add(new Effect.Compact(place.index()));
    }

    /** The state stands at the snapshot: now it counts. */
    void swapped(SnapshotId id) {
        SnapshotMark done = swapping;
        if (done != null && done.id().equals(id)) {
            swapping = null;
            if (core.role() instanceof Follower follower) {
                follower.caughtUp(done.id().place());
            }
        }
    }

    void failed(SnapshotId id) {
        SnapshotMark wanted = fetching;
        if (wanted != null && wanted.id().equals(id)) {
            fetching = null;
            if (core.role() instanceof Follower follower) {
                follower.declines(id.place());
            }
        }
    }

    /** At the end of every step: entries that came after all make a transfer needless. */
    void settle() {
        SnapshotMark wanted = fetching;
        if (wanted != null && wanted.index() <= core.log().commit()) {
            fetching = null;
            core.out().add(new Effect.AbandonInstall(wanted.id()));
        }
    }
}
