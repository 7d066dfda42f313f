package io.concordat.raft;

import io.concordat.protocol.Effect;
import io.concordat.protocol.Effects;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.RecordOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what one step wants, so that it leaves as one write followed by the rest, in order. */
final class StepOutput {
    private final List<RecordOp> ops = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private @Nullable HardState hardState;
    private boolean tailChanged;
    private long nextSeq;

    StepOutput(long nextSeq) {
        this.nextSeq = nextSeq;
    }

    /** Returns the name of the write that will hold {@code op}. */
    long write(RecordOp op) {
        ops.add(op);
        tailChanged = true;
        return nextSeq;
    }

    /** As {@link #write(RecordOp)}, for what leaves the log's end where it is. */
    void compact(RecordOp op) {
        ops.add(op);
    }

    /** Term and vote go into one record, always together. */
    long write(HardState state) {
        hardState = state;
        return nextSeq;
    }

    /** A message that promises nothing: it may leave at once. */
    void send(int to, RaftMessage message) {
        effects.add(new Effect.Send(to, message, 0));
    }

    /** A message that others may count on: it waits for {@code afterSeq}. */
    void promise(int to, RaftMessage message, long afterSeq) {
        effects.add(new Effect.Send(to, message, afterSeq));
    }

    void accuse(int member, String deed) {
        effects.add(new Effect.Accuse(member, deed));
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    /** Empties itself into {@code out}; returns the write's name, or 0 when nothing is to be written. */
    long flush(LogTail tail, Effects out) {
        long seq = 0;
        if (hardState != null || !ops.isEmpty()) {
            seq = nextSeq++;
            out.add(new Effect.Write(new LogWrite(seq, List.copyOf(ops), hardState, tailChanged ? tail : null)));
        }
        effects.forEach(out::add);
        ops.clear();
        effects.clear();
        hardState = null;
        tailChanged = false;
        return seq;
    }
}
