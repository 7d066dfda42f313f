package io.concordat.raft;

import io.concordat.protocol.Effect;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.SnapshotMark;
import io.concordat.runtime.Invariant;
import io.concordat.snapshot.Retention;

/** Makes snapshots of the own state stand for the log before them. */
final class Compaction {
    private final RaftCore core;
    private final Retention retention;

    Compaction(RaftCore core) {
        this.core = core;
        this.retention = new Retention(core.config().trailingBytes());
        SnapshotMark start = core.log().snapshot();
        if (start != null) {
            retention.marked(start.id().place(), 0);
        }
    }

    /** A snapshot of what was executed here is on disk. */
    void ready(SnapshotMark mark) {
        RaftLog log = core.log();
        SnapshotMark newest = log.snapshot();
        if (newest != null && mark.index() <= newest.index()) {
            return; // written slowly, and overtaken by one that was installed meanwhile (raft.md M64)
        }
        Invariant.check(
                log.terms().at(mark.index()) == mark.id().term(),
                "a snapshot of entry %d of term %d, which the log does not hold",
                mark.index(),
                mark.id().term());
        retention.marked(mark.id().place(), log.appendedBytes());
        LogTail boundary = retention.choose(log.boundary(), core.role().neededAfter(), log.appendedBytes());
        log.compact(boundary, mark);
        core.out().add(new Effect.Compact(boundary.index()));
    }

    /** An installed snapshot stands for the whole log. */
    void restarted(SnapshotMark mark) {
        retention.restarted(mark.id().place(), core.log().appendedBytes());
    }
}
