package io.concordat.raft;

import io.concordat.bytes.Hash;
import io.concordat.log.LogEntry;
import io.concordat.raft.RaftMessage.AppendEntries;
import io.concordat.raft.RaftMessage.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Paper §5.3: two logs that hold the same (index, term) are the same up to there, and a follower's log is made so. */
final class LogMatching {
    private LogMatching() {}

    /**
     * Whether the log holds {@code previous}; an index it cannot speak for is not a match (figure 2, AppendEntries 2).
     */
    static boolean holds(RaftLog log, Position previous) {
        return log.terms().at(previous.index()) == previous.term();
    }

    /**
     * What in {@code message} no honest leader can say to this log, or null: a place of one (index, term) with two
     * contents, or another entry than one that is committed (§5.4.3). Looks only at what is still in memory.
     */
    static @Nullable String contradiction(RaftLog log, AppendEntries message) {
        Position previous = message.previous();
        String found = holds(log, previous) ? contradiction(log, previous) : null;
        for (int i = 0; found == null && i < message.entries().size(); i++) {
            LogEntry entry = message.entries().get(i);
            found = contradiction(log, new Position(entry.index(), entry.term(), entry.hash()));
        }
        return found;
    }

    static @Nullable String contradiction(RaftLog log, Position said) {
        long term = log.terms().at(said.index());
        if (term == TermIndex.UNKNOWN) {
            return null;
        }
        if (term == said.term()) {
            Hash known = log.knownHash(said.index());
            return known == null || known.equals(said.hash())
                    ? null
                    : "sends another content of entry " + said.index() + " of term " + said.term();
        }
        return said.index() <= log.commit() ? "sends another entry " + said.index() + " than the committed one" : null;
    }

    /**
     * Takes the entries the log does not hold yet. Only a real conflict truncates: an old message that overlaps takes
     * nothing away (figure 2, AppendEntries 3 and 4).
     */
    static void store(RaftLog log, AppendEntries message) {
        List<LogEntry> entries = message.entries();
        for (int i = 0; i < entries.size(); i++) {
            LogEntry entry = entries.get(i);
            if (log.terms().at(entry.index()) == entry.term()) {
                continue;
            }
            if (entry.index() <= log.lastIndex()) {
                log.truncate(entry.index());
            }
            entries.subList(i, entries.size()).forEach(log::append);
            return;
        }
    }

    /** Follower: the last index up to {@code previous} where the logs may agree. */
    static long hint(RaftLog log, Position previous) {
        return log.terms().lastWithTermAtMost(previous.index(), previous.term());
    }

    /** Leader: the last place, given a follower's hint, where the logs may agree. Skips a whole term per probe. */
    static long candidate(RaftLog log, long hintIndex, long hintTerm) {
        return log.terms().lastWithTermAtMost(hintIndex, hintTerm);
    }
}
