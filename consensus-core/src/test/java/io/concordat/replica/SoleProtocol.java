package io.concordat.replica;

import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Effects;
import io.concordat.protocol.Event;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.MessageCodec;
import io.concordat.protocol.PromiseRules;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.ProtocolStatus;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Role;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Agrees with itself: an entry per tick up to a goal, and on until there are some snapshots, which take their time on a
 * busy machine; compaction behind the last snapshot but one.
 */
final class SoleProtocol implements Protocol {
    private static final int SOME = 3;

    private final ProtocolStart start;
    private final Order order;
    private final List<SnapshotMark> marks = new ArrayList<>();
    private LogTail tail;
    private LogTail boundary;
    private long ioSeq;
    private long written;
    private long applied;
    private long executed;
    private boolean asked;

    /** What a test wants: entries up to {@code goal}, or one snapshot of node {@code from}. */
    static final class Order implements ProtocolFactory {
        final CompletableFuture<Long> reached = new CompletableFuture<>();
        final CompletableFuture<Event> installed = new CompletableFuture<>();
        final long goal;
        final @Nullable SnapshotId wanted;
        volatile @Nullable ProtocolStart start;
        volatile List<SnapshotMark> marks = List.of();

        Order(long goal, @Nullable SnapshotId wanted) {
            this.goal = goal;
            this.wanted = wanted;
        }

        @Override
        public String name() {
            return "sole";
        }

        @Override
        public Protocol start(ProtocolStart with) {
            start = with;
            return new SoleProtocol(with, this);
        }

        @Override
        public MessageCodec codec() {
            return (context, kind, term, index, body, payload, limits) -> {
                throw new io.concordat.bytes.MalformedException("it says nothing");
            };
        }

        @Override
        public PromiseRules promises() {
            return (sender, message, image) -> null;
        }

        @Override
        public boolean compacts() {
            return true;
        }
    }

    private SoleProtocol(ProtocolStart start, Order order) {
        this.start = start;
        this.order = order;
        this.tail = start.tail();
        this.boundary = start.boundary();
        this.applied = start.executed();
        if (start.snapshot() != null) {
            marks.add(start.snapshot());
        }
    }

    @Override
    public void step(long now, Event event, Effects out) {
        if (event instanceof Event.Tick) {
            tick(out);
        } else if (event instanceof Event.WriteDone done) {
            written = done.ioSeq();
        } else if (event instanceof Event.LogRead read) {
            apply(read.entries(), out);
        } else if (event instanceof Event.SnapshotReady ready) {
            ready(ready.mark(), out);
        } else if (event instanceof Event.Applied done) {
            executed = done.index();
        } else if (event instanceof Event.SnapshotInstalled || event instanceof Event.SnapshotFailed) {
            order.installed.complete(event);
        } else if (event instanceof Event.PeerConnected && order.wanted != null && !asked) {
            asked = true;
            out.add(new Effect.InstallSnapshot(order.wanted, List.of(1, 3)));
        }
        if (isEnough(executed)) {
            order.reached.complete(executed);
        }
    }

    /** Everything is written before it is read back and executed, one step at a time. */
    private void tick(Effects out) {
        if (order.wanted != null || written < ioSeq) {
            return;
        }
        if (applied < tail.index()) {
            out.add(new Effect.ReadLog(1, applied + 1, tail.index(), 1 << 20));
        } else if (!isEnough(tail.index())) {
            Batch batch = Batch.of(tail.index() + 1, tail.index(), 0, List.of());
            LogEntry entry = LogChain.append(tail.hash(), 1, batch, start.context());
            tail = new LogTail(1, entry.index(), entry.hash());
            out.add(new Effect.Write(new LogWrite(++ioSeq, List.of(RecordOp.Put.of(entry)), null, tail)));
        }
    }

    private boolean isEnough(long index) {
        return index >= order.goal && marks.size() >= SOME;
    }

    private void apply(List<LogEntry> entries, Effects out) {
        List<LogEntry> next = entries.stream().filter(e -> e.index() > applied).toList();
        if (!next.isEmpty()) {
            applied = next.get(next.size() - 1).index();
            out.add(new Effect.Apply(next));
        }
    }

    private void ready(SnapshotMark mark, Effects out) {
        boolean install = mark.id().equals(order.wanted);
        LogTail begin =
                install || marks.isEmpty() ? mark.id().place() : last().id().place();
        List<RecordOp> ops = new ArrayList<>();
        if (install) {
            tail = begin;
            applied = begin.index();
            boundary = begin;
        } else {
            boundary = marks.isEmpty() ? boundary : begin;
        }
        ops.add(new LogStart(boundary, mark.membership(), start.context().epoch(), mark).toRecord());
        ops.add(new RecordOp.Delete(RecordKind.BATCH, 1, install ? Long.MAX_VALUE : boundary.index() + 1));
        out.add(new Effect.Write(new LogWrite(++ioSeq, ops, null, install ? tail : null)));
        if (install) {
            out.add(new Effect.SwapState(mark, ioSeq));
        }
        out.add(new Effect.Compact(boundary.index()));
        marks.add(mark);
        order.marks = List.copyOf(marks);
    }

    private SnapshotMark last() {
        return marks.get(marks.size() - 1);
    }

    @Override
    public ProtocolStatus status() {
        return new ProtocolStatus(Role.FOLLOWER, 1, 0, 1, tail.index(), Hash.ZERO, applied, "", false);
    }

    @Override
    public long proposableTime(long now) {
        return 0;
    }
}
