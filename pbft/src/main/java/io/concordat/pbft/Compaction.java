package io.concordat.pbft;

import io.concordat.membership.Membership;
import io.concordat.protocol.Effect;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.SnapshotMark;
import io.concordat.snapshot.Retention;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes snapshots stand for the log before them: only such whose state a quorum has signed (P48), since what is gone
 * can be given to others in no other form. Entries, their bodies and the certificates beside them go in one write with
 * the mark.
 */
final class Compaction {
    private final PbftCore core;
    private final Checkpoints checkpoints;
    private final Retention retention;
    private final Membership membership;
    private LogTail boundary;
    private @Nullable SnapshotMark marked;
    private @Nullable CheckpointCertificate proof;
    /** Written, and not proved yet; only the newest is worth waiting for. */
    private @Nullable SnapshotMark waiting;

    Compaction(PbftCore core, Checkpoints checkpoints, ProtocolStart start) {
        this.core = core;
        this.checkpoints = checkpoints;
        this.retention = new Retention(core.config().trailingBytes());
        this.membership =
                start.configurations().get(start.configurations().size() - 1).membership();
        this.boundary = start.boundary();
        SnapshotMark found = start.snapshot();
        if (found != null) {
            marked = found;
            retention.marked(found.id().place(), 0);
        }
    }

    /** From an earlier life; of no use if that snapshot has rotted and an older one stands for it. */
    void restored(CheckpointCertificate certificate) {
        SnapshotMark found = marked;
        if (found != null && OfferRules.flaw(certificate, found.id(), core.quorums()) == null) {
            proof = certificate;
        }
    }

    /** The last slot that is gone from the log. */
    long boundary() {
        return boundary.index();
    }

    /** The snapshot that stands for what is gone, as others are told of it; null when nothing can be given. */
    @Nullable
    Offer offer() {
        SnapshotMark found = marked;
        CheckpointCertificate known = proof;
        return found == null || known == null ? null : new Offer(known, found.id());
    }

    /** A snapshot of what was executed here is on disk. */
    void ready(SnapshotMark mark) {
        if (mark.index() > markedIndex() && (waiting == null || waiting.index() < mark.index())) {
            waiting = mark;
        }
    }

    private long markedIndex() {
        SnapshotMark found = marked;
        return found == null ? 0 : found.index();
    }

    /**
     * Marks what is written and proved. Nobody in contact needs entries up to {@code needed}, asked only then;
     * {@code appended}: bytes of log this life has appended. Returns the index marked, 0 for none.
     */
    long settle(LongSupplier needed, long appended) {
        SnapshotMark mark = waiting;
        CheckpointCertificate known = mark == null ? null : checkpoints.proofAt(mark.index());
        if (mark == null || known == null) {
            return 0;
        }
        waiting = null;
        String flaw = OfferRules.flaw(known, mark.id(), core.quorums());
        if (flaw != null) {
            core.out()
                    .add(new Effect.Fatal("the snapshot at " + mark.index() + " differs from what is signed: " + flaw));
            return 0;
        }
        retention.marked(mark.id().place(), appended);
        LogTail next = retention.choose(boundary, needed.getAsLong(), appended);
        write(next, mark, known);
        if (next.index() > boundary.index()) {
            delete(RecordKind.BATCH, boundary.index() + 1, next.index() + 1);
            delete(RecordKind.CERTIFICATE, boundary.index() + 1, next.index() + 1);
            delete(RecordKind.BODY, boundary.index() + 1, next.index() + 1);
            boundary = next;
        }
        core.out().add(new Effect.Compact(next.index()));
        return mark.index();
    }

    /** Another's snapshot stands for the whole log; {@code appended}: as above. Returns the write that says so. */
    long restart(SnapshotMark mark, CheckpointCertificate certificate, long appended) {
        LogTail place = mark.id().place();
        long seq = write(place, mark, certificate);
        delete(RecordKind.BATCH, boundary.index() + 1, Long.MAX_VALUE);
        delete(RecordKind.CERTIFICATE, boundary.index() + 1, Long.MAX_VALUE);
        delete(RecordKind.BODY, boundary.index() + 1, place.index() + 1);
        core.out().tailMoves();
        retention.restarted(place, appended);
        boundary = place;
        waiting = null;
        core.out().add(new Effect.Compact(place.index()));
        return seq;
    }

    private long write(LogTail beginning, SnapshotMark mark, CheckpointCertificate certificate) {
        marked = mark;
        proof = certificate;
        checkpoints.forgetProofs(mark.index());
        core.out().write(new LogStart(beginning, membership, core.context().epoch(), mark).toRecord());
        return core.out().write(Journal.marked(certificate));
    }

    private void delete(RecordKind kind, long from, long toExclusive) {
        core.out().write(new RecordOp.Delete(kind, from, toExclusive));
    }
}
