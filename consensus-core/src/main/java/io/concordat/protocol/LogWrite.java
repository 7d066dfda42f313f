package io.concordat.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything one step wants on disk, atomically.
 *
 * @param ioSeq monotone per replica life, from 1; the name sends wait for
 * @param ops in order
 * @param hardState the new hard state, if this write changes it; it is synced to log <em>and</em> watermark slot before
 *     the
 *     write counts as done
 * @param tail the last entry after this write, if this write changes it
 * @param patient whether it may wait for the next write that is not, or for some milliseconds: nobody waits for it
 */
public record LogWrite(
        long ioSeq, List<RecordOp> ops, @Nullable HardState hardState, @Nullable LogTail tail, boolean patient) {
    public LogWrite(long ioSeq, List<RecordOp> ops, @Nullable HardState hardState, @Nullable LogTail tail) {
        this(ioSeq, ops, hardState, tail, false);
    }
}
