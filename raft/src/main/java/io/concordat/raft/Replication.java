package io.concordat.raft;

import io.concordat.bytes.Hash;
import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.SnapshotMark;
import io.concordat.raft.RaftMessage.AppendEntries;
import io.concordat.raft.RaftMessage.InstallSnapshot;
import io.concordat.raft.RaftMessage.Position;
import io.concordat.runtime.Invariant;
import java.util.List;

/** Sends a follower what it lacks: from memory ahead of the leader's own sync, from disk when memory has moved on. */
final class Replication {
    private final RaftCore core;

    Replication(RaftCore core) {
        this.core = core;
    }

    /** Sends as much as the follower's window admits. */
    void replicate(int node, Progress progress) {
        RaftLog log = core.log();
        int full = core.config().appendBytes();
        while (progress.readToken() == 0) {
            if (progress.next() <= log.boundary().index()) {
                offer(node, progress);
                return;
            }
            Hash before = log.knownHash(progress.next() - 1);
            List<LogEntry> entries = before == null ? null : log.cached(progress.next(), log.lastIndex(), full);
            if (before == null || entries == null) {
                if (progress.admits(full, full)) {
                    readFor(progress);
                }
                return;
            }
            if (!progress.admits(Progress.bytes(entries), full / 2)) {
                return;
            }
            send(node, progress, before, entries);
        }
    }

    /**
     * What the follower lacks is gone: it needs a snapshot first. Said again while there is no answer, also by a leader
     * that has nothing else to say (raft.md M68).
     */
    private void offer(int node, Progress progress) {
        if (progress.probing() && !progress.admits(0, 0)) {
            return;
        }
        SnapshotMark newest = core.log().snapshot();
        SnapshotMark before = progress.offered();
        boolean leadsOn =
                before != null && before.index() >= core.log().boundary().index();
        SnapshotMark mark = leadsOn ? before : newest;
        if (mark == null) {
            throw new Invariant.Violation("the log begins after " + core.log().boundary() + " without a snapshot");
        }
        progress.offering(mark, core.now());
        core.out().send(node, new InstallSnapshot(core.term(), mark, progress.session(), progress.promised()));
    }

    /** The entry before is wanted too: its hash is where the chain begins. */
    private void readFor(Progress progress) {
        long from = Math.max(core.log().boundary().index() + 1, progress.next() - 1);
        long to = Math.max(from, core.log().durable());
        progress.reading(core.nextToken());
        core.out()
                .add(new Effect.ReadLog(
                        progress.readToken(), from, to, core.config().readBytes()));
    }

    /** Sends what was read, if it is still what the follower lacks; otherwise the next tick looks again. */
    void read(int node, Progress progress, Event.LogRead read) {
        if (read.token() != progress.readToken()) {
            return;
        }
        progress.reading(0);
        long from = Math.max(core.log().boundary().index() + 1, progress.next() - 1);
        List<LogEntry> found = read.entries();
        if (!core.log().confirms(found, from)) {
            return;
        }
        boolean withPrevious = from < progress.next();
        Hash before = withPrevious ? found.get(0).hash() : core.log().boundary().hash();
        List<LogEntry> entries = upTo(found, withPrevious ? 1 : 0, core.config().appendBytes());
        if (entries.isEmpty()) {
            entries = core.log()
                    .cached(
                            progress.next(),
                            core.log().lastIndex(),
                            core.config().appendBytes());
        }
        if (entries != null && progress.admits(Progress.bytes(entries), 0)) {
            send(node, progress, before, entries);
            replicate(node, progress);
        }
    }

    private static List<LogEntry> upTo(List<LogEntry> found, int from, int limit) {
        int to = from;
        long size = 0;
        while (to < found.size() && (to == from || size + found.get(to).size() <= limit)) {
            size += found.get(to).size();
            to++;
        }
        return List.copyOf(found.subList(from, to));
    }

    private void send(int node, Progress progress, Hash before, List<LogEntry> entries) {
        RaftLog log = core.log();
        long previous = progress.next() - 1;
        Position position = new Position(previous, log.terms().at(previous), before);
        core.out()
                .send(
                        node,
                        new AppendEntries(
                                core.term(), position, entries, log.commit(), progress.session(), progress.promised()));
        progress.sent(entries, core.now());
    }
}
