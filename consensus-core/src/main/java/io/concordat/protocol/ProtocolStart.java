package io.concordat.protocol;

import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.crypto.Signer;
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
 * @param signer for words that others carry on as proofs. Deterministic (the same bytes get the same signature), so
 *     that calling it keeps a step a function of its inputs
 * @param ownWords every record of kind {@link RecordKind#OWN_MESSAGE}, ascending, then those of kind {@link
 *     RecordKind#BODY} that {@link ProtocolFactory#bodiesAfter} asks for
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
        RandomSource random,
        @Nullable Signer signer,
        List<RecordOp.Put> ownWords) {

    /** For protocols whose words prove nothing to third parties. */
    public ProtocolStart(
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
        this(
                self,
                context,
                hardState,
                recovery,
                boundary,
                snapshot,
                tail,
                terms,
                configurations,
                lastProposedNanos,
                incarnation,
                nextIoSeq,
                settings,
                limits,
                random,
                null,
                List.of());
    }

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
