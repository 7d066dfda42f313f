package io.concordat.protocol;

import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.log.GroupContext;
import io.concordat.membership.Membership;
import io.concordat.runtime.RandomSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol wakes up with.
 *
 * @param boundary the entry before the first one held; {@link LogTail#EMPTY} for a log that was never compacted
 * @param snapshot the newest one marked in the log, whose state the host has loaded; null when execution starts from 1
 * @param terms where each term's run of entries begins, ascending
 * @param configurations the one in force at the boundary, and every one in the log, with its index, ascending; never
 *     empty
 * @param lastProposedNanos cluster time of the last entry
 * @param nextIoSeq the first write's name
 */
public record ProtocolStart(
        int self,
        GroupContext context,
        HardState hardState,
        Recovery recovery,
        LogTail boundary,
        @Nullable SnapshotMark snapshot,
        LogTail tail,
        List<TermRun> terms,
        List<ConfigurationAt> configurations,
        long lastProposedNanos,
        long incarnation,
        long nextIoSeq,
        Settings settings,
        Limits limits,
        RandomSource random) {

    /** The first entry held. */
    public long firstIndex() {
        return boundary.index() + 1;
    }

    /** Up to where the state machine stands at start. */
    public long executed() {
        return snapshot == null ? 0 : snapshot.index();
    }

    /** Entries from {@code firstIndex} up to the next run's start bear {@code term}. */
    public record TermRun(long firstIndex, long term) {}

    public record ConfigurationAt(long index, Membership membership) {}
}
