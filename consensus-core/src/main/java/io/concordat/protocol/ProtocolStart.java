package io.concordat.protocol;

import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.log.GroupContext;
import io.concordat.membership.Membership;
import io.concordat.runtime.RandomSource;
import java.util.List;

/**
 * What a protocol wakes up with.
 *
 * @param terms where each term's run of entries begins, ascending; entries before {@code firstIndex} are in a snapshot
 * @param configurations every configuration in the log, with its index, ascending; never empty
 * @param lastProposedNanos cluster time of the last entry
 * @param nextIoSeq the first write's name
 */
public record ProtocolStart(
        int self,
        GroupContext context,
        HardState hardState,
        Recovery recovery,
        long firstIndex,
        LogTail tail,
        List<TermRun> terms,
        List<ConfigurationAt> configurations,
        long lastProposedNanos,
        long incarnation,
        long nextIoSeq,
        Settings settings,
        Limits limits,
        RandomSource random) {

    /** Entries from {@code firstIndex} up to the next run's start bear {@code term}. */
    public record TermRun(long firstIndex, long term) {}

    public record ConfigurationAt(long index, Membership membership) {}
}
