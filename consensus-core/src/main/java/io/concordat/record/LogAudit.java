package io.concordat.record;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.log.GroupContext;
import io.concordat.membership.Membership;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProofRules.Examination;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.Recovery;
import io.concordat.protocol.Witnesses;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Judges a group's chained log without changing a byte of it: for stopped nodes and copies of their directories. */
public final class LogAudit {
    private LogAudit() {}

    /** What the next start of this node would find. */
    public record Report(int group, long firstIndex, LogTail tail, Recovery recovery) {}

    /**
     * Walks the whole log: checksums, places, chain, payload digests, the watermark against it, and, where the protocol
     * certifies what it agrees on, every proof.
     *
     * @throws StorageException naming the first record that is not what it should be
     */
    public static Report audit(Disk disk, Bytes cluster, int node, int group, AuditTerms terms)
            throws StorageException {
        LogStart start = LogContents.mark(disk.store(), group);
        Membership genesis = start == null ? genesis(disk, group, terms.limits()) : start.membership();
        if (genesis == null) {
            return new Report(group, 0, LogTail.EMPTY, new Recovery.Amnesia("the log has no beginning"));
        }
        mustBeKnown(terms.members(), genesis, group);
        long epoch = start == null ? genesis.epoch() : start.genesisEpoch();
        GroupContext context = new GroupContext(cluster, group, epoch);
        LogSetup setup = new LogSetup(disk, context, genesis, node, terms.limits(), true);
        WatermarkSlots slots = slots(disk, group, setup.owner());
        Watermark watermark = slots.found();
        LogOpening.storedHardState(setup);
        ProofAudit proofs = proofs(setup, genesis, start, terms);
        LogContents contents = LogContents.audit(
                setup, watermark == null ? 0 : watermark.tail().index(), entry -> {
                    if (!entry.batch().intact()) {
                        throw StorageException.failed(
                                StoredRecord.name(group, RecordKind.BATCH, entry.index())
                                        + ": a payload differs from its digest",
                                null);
                    }
                    if (proofs != null) {
                        proofs.see(entry);
                    }
                });
        if (proofs != null) {
            proofs.end(contents.tail());
        }
        Recovery recovery = RecoveryDecision.judge(watermark, contents.tail(), contents.seen());
        return new Report(group, contents.firstIndex(), contents.tail(), recovery);
    }

    private static @Nullable ProofAudit proofs(
            LogSetup setup, Membership members, @Nullable LogStart start, AuditTerms terms) throws StorageException {
        if (!terms.proofs().certifies()) {
            return null;
        }
        Witnesses witnesses = new Witnesses(setup.context(), members, terms.verifier(), terms.limits());
        LogTail boundary = start == null ? LogTail.EMPTY : start.boundary();
        Examination examination = terms.proofs().examine(witnesses, setup.self(), boundary);
        ProofAudit audit = new ProofAudit(setup.disk().store(), setup.context().group(), examination);
        audit.words();
        if (start != null) {
            audit.snapshot(start.snapshot().id());
        }
        return audit;
    }

    /** A forger can write a flawless log of members that he has made up: whose keys count is not for the log to say. */
    private static void mustBeKnown(@Nullable Membership known, Membership found, int group) throws StorageException {
        if (known != null && !known.equals(found)) {
            throw StorageException.failed(
                    StoredRecord.name(group, RecordKind.BATCH, 1) + ": its members are not those of the cluster's file",
                    null);
        }
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
