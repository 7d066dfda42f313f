package io.concordat.record;

import io.concordat.protocol.HardState;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProtocolStart.ConfigurationAt;
import io.concordat.protocol.ProtocolStart.TermRun;
import io.concordat.protocol.Recovery;
import io.concordat.protocol.SnapshotMark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log that was walked from end to end, and what it says.
 *
 * @param hardState the later of log and watermark
 * @param boundary the entry before the first one held; {@link LogTail#EMPTY} for a log that was never compacted
 * @param snapshot the newest one marked in the log, which holds everything up to the boundary and maybe more
 * @param terms where each term's run of entries begins, ascending
 * @param configurations every configuration in the log, ascending; never empty
 * @param lastProposedNanos cluster time at the end of the log
 * @param bootCounter of this life, already synced to log and watermark
 */
public record OpenedLog(
        RecordLog log,
        HardState hardState,
        Recovery recovery,
        LogTail tail,
        LogTail boundary,
        @Nullable SnapshotMark snapshot,
        List<TermRun> terms,
        List<ConfigurationAt> configurations,
        long lastProposedNanos,
        long bootCounter) {
    /** The first entry held; before it stands a snapshot. */
    public long firstIndex() {
        return boundary.index() + 1;
    }
}
