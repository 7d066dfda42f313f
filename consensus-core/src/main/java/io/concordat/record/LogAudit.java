package io.concordat.record;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.log.GroupContext;
import io.concordat.membership.Membership;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.Recovery;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Judges a group's chained log without changing a byte of it: for stopped nodes and copies of their directories. */
public final class LogAudit {
    private LogAudit() {}

    /** What the next start of this node would find. */
    public record Report(int group, long firstIndex, LogTail tail, Recovery recovery) {}

    /**
     * Walks the whole log: checksums, places, chain, payload digests, and the watermark against it.
     *
     * @throws StorageException naming the first record that is not what it should be
     */
    public static Report audit(Disk disk, Bytes cluster, int node, int group, Limits limits) throws StorageException {
        LogStart start = LogContents.mark(disk.store(), group);
        Membership genesis = start == null ? genesis(disk, group, limits) : start.membership();
        if (genesis == null) {
            return new Report(group, 0, LogTail.EMPTY, new Recovery.Amnesia("the log has no beginning"));
        }
        long epoch = start == null ? genesis.epoch() : start.genesisEpoch();
        GroupContext context = new GroupContext(cluster, group, epoch);
        LogSetup setup = new LogSetup(disk, context, genesis, node, limits, true);
        WatermarkSlots slots = slots(disk, group, setup.owner());
        Watermark watermark = slots.found();
        LogOpening.storedHardState(setup);
        LogContents contents =
                LogContents.walk(setup, watermark == null ? 0 : watermark.tail().index(), entry -> {
                    if (!entry.batch().intact()) {
                        throw StorageException.failed(
                                StoredRecord.name(group, RecordKind.BATCH, entry.index())
                                        + ": a payload differs from its digest",
                                null);
                    }
                });
        Recovery recovery = RecoveryDecision.judge(watermark, contents.tail(), contents.seen());
        return new Report(group, contents.firstIndex(), contents.tail(), recovery);
    }

    private static WatermarkSlots slots(Disk disk, int group, Owner owner) throws StorageException {
        try {
            return WatermarkSlots.open(disk.slots(group), owner);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw StorageException.failed("the watermark cannot be opened: " + e.getMessage(), e);
        }
    }

    /** The log says itself where it began; whether that is the right beginning, the chain and the cluster id decide. */
    private static @Nullable Membership genesis(Disk disk, int group, Limits limits) throws StorageException {
        StoredRecord first = LogContents.get(disk.store(), group, RecordKind.BATCH, 1);
        if (first == null) {
            return null;
        }
        try {
            return Batch.decode(first.payload(), limits).membership();
        } catch (MalformedException e) {
            throw StorageException.failed(StoredRecord.name(group, RecordKind.BATCH, 1) + ": " + e.getMessage(), e);
        }
    }
}
