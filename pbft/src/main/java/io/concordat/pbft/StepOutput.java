package io.concordat.pbft;

import io.concordat.protocol.Effect;
import io.concordat.protocol.Effects;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one step wants, so that it leaves as one write followed by the rest, in order. A promise waits for the
 * step's own write, or, when there is none, for everything written so far: what it rests on is among that.
 */
final class StepOutput {
    private static final long WITH_THIS_STEP = -1;

    private final List<Integer> others;
    private final List<RecordOp> ops = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private @Nullable HardState hardState;
    private boolean tailChanged;
    private boolean urgent;
    private long nextSeq;

    StepOutput(List<Integer> others, long nextSeq) {
        this.others = List.copyOf(others);
        this.nextSeq = nextSeq;
    }

    /** Returns the name of the write that will hold {@code op}. */
    long write(RecordOp op) {
        urgent = true;
        return writeLater(op);
    }

    /** As {@link #write(RecordOp)}, of what nobody waits for and others could tell this member again. */
    long writeLater(RecordOp op) {
        ops.add(op);
        tailChanged |= op instanceof RecordOp.Put put && put.key().kind() == RecordKind.BATCH;
        return nextSeq;
    }

    /** The log ends elsewhere from this step's write on, whatever it puts there. */
    void tailMoves() {
        tailChanged = true;
    }

    /** Whether this step's write changes where the log ends. */
    boolean movesTail() {
        return tailChanged;
    }

    long write(HardState state) {
        urgent = true;
        hardState = state;
        return nextSeq;
    }

    /** What others may count on: leaves once everything it can rest on is synced. */
    void promise(PbftMessage message) {
        others.forEach(to -> promise(to, message));
    }

    void promise(int to, PbftMessage message) {
        urgent = true;
        effects.add(new Effect.Send(to, message, WITH_THIS_STEP));
    }

    /** A message that rests on the write {@code afterSeq}, or on none. */
    void send(PbftMessage message, long afterSeq) {
        others.forEach(to -> effects.add(new Effect.Send(to, message, afterSeq)));
    }

    void send(int to, PbftMessage message, long afterSeq) {
        effects.add(new Effect.Send(to, message, afterSeq));
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    void flush(LogTail tail, Effects out) {
        if (hardState != null || !ops.isEmpty()) {
            long seq = nextSeq++;
            LogTail end = tailChanged ? tail : null;
            out.add(new Effect.Write(new LogWrite(seq, List.copyOf(ops), hardState, end, !urgent)));
        }
        for (Effect effect : effects) {
            boolean open = effect instanceof Effect.Send send && send.afterSeq() == WITH_THIS_STEP;
            out.add(open ? named((Effect.Send) effect) : effect);
        }
        ops.clear();
        effects.clear();
        hardState = null;
        tailChanged = false;
        urgent = false;
    }

    private Effect named(Effect.Send send) {
        return new Effect.Send(send.to(), send.message(), nextSeq - 1);
    }
}
