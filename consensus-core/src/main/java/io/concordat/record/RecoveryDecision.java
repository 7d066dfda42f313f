package io.concordat.record;

import io.concordat.protocol.HardState;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.Recovery;
import org.jspecify.annotations.Nullable;

/** Judges what a log and its watermark say about each other (design §4.3, §7). Pure. */
final class RecoveryDecision {
    private RecoveryDecision() {}

    /**
     * @param seen the log's entry at the watermark's index, if it holds one
     */
    static Recovery judge(@Nullable Watermark watermark, LogTail tail, @Nullable LogTail seen) throws StorageException {
        if (watermark == null) {
            return new Recovery.Amnesia("no intact watermark slot");
        }
        LogTail known = watermark.tail();
        if (seen != null && seen.term() == known.term() && !seen.hash().equals(known.hash())) {
            throw StorageException.failed(
                    "entry " + known.index() + " of term " + known.term() + " has hash " + seen.hash()
                            + " in the log and " + known.hash() + " in the watermark",
                    null);
        }
        if (watermark.amnesia()) {
            return new Recovery.Amnesia("an earlier loss of memory had not been made good when the node stopped");
        }
        // A later term at the end is a legal truncation: a new leader's entries replaced what the watermark saw.
        return tail.atLeast(known.term(), known.index())
                ? new Recovery.Intact()
                : new Recovery.ShortLog(known.term(), known.index());
    }

    /** The later of the two: either may have been lost in a crash between the two syncs, or to a lying disk. */
    static HardState later(HardState inLog, HardState inSlot) throws StorageException {
        if (inLog.term() != inSlot.term()) {
            return inLog.term() > inSlot.term() ? inLog : inSlot;
        }
        if (inLog.vote() != 0 && inSlot.vote() != 0 && inLog.vote() != inSlot.vote()) {
            throw StorageException.failed(
                    "in term " + inLog.term() + " the log votes for node " + inLog.vote() + " and the watermark for "
                            + inSlot.vote(),
                    null);
        }
        return inLog.vote() != 0 ? inLog : inSlot;
    }
}
