package io.concordat.replica;

import io.concordat.crypto.Envelope;
import io.concordat.crypto.Signer;
import io.concordat.log.GroupContext;
import io.concordat.net.Frame;
import io.concordat.net.Lane;
import io.concordat.net.Transport;
import io.concordat.protocol.Message;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a replica sends, per peer and lane in two queues: free sends leave at once, held ones when the write they
 * rest on is synced. Order is kept within a queue only, so that a heartbeat never stands behind a sync. Signing
 * happens on the connection's I/O thread, or in the pool under backlog; for held sends while the disk is still busy.
 */
final class Outbox {
    private final GroupContext context;
    private final int self;
    private final @Nullable Signer signer;
    private final Lives lives;
    private final Transport transport;
    private final Executor pool;
    private final TreeMap<Integer, Strand> free = new TreeMap<>();
    private final TreeMap<Integer, HeldSends> heldByKey = new TreeMap<>();
    private final Collection<HeldSends> held = new CopyOnWriteArrayList<>();
    private volatile long durable;
    private volatile boolean stopped;

    /** {@code signer} is null in an insecure cluster. */
    Outbox(GroupContext context, int self, @Nullable Signer signer, Lives lives, Transport transport, Executor pool) {
        this.context = context;
        this.self = self;
        this.signer = signer;
        this.lives = lives;
        this.transport = transport;
        this.pool = pool;
    }

    /** On the loop. */
    void send(int to, Message message, long afterSeq) {
        long receiver = lives.incarnationOf(to);
        if (receiver == 0 || stopped) {
            // Never connected: nobody is there, and protocols retransmit.
            return;
        }
        Envelope.Route route = new Envelope.Route(context, self, lives.incarnation(), to, receiver);
        Lane lane = message.lane();
        int key = to * Lane.values().length + lane.ordinal();
        Signer by = message.signed() ? signer : null;
        if (afterSeq > durable) {
            heldByKey
                    .computeIfAbsent(key, k -> open(to, lane))
                    .add(afterSeq, () -> Envelope.seal(route, message, by), by);
            return;
        }
        Strand strand = free.computeIfAbsent(key, k -> new Strand(beside(to, lane), pool));
        Runnable leave = () -> leave(to, lane, Envelope.seal(route, message, by));
        if (by == null) {
            strand.executeHereWhenIdle(leave);
        } else {
            strand.execute(leave);
        }
    }

    private HeldSends open(int to, Lane lane) {
        Strand signing = new Strand(beside(to, lane), pool);
        HeldSends sends = new HeldSends(signing, frame -> leave(to, lane, frame), () -> durable);
        held.add(sends);
        return sends;
    }

    /** The I/O thread has to be woken for the frame anyway: signed there, it costs no second wake-up. */
    private Executor beside(int to, Lane lane) {
        return task -> transport.prepare(to, lane, pool, task);
    }

    private void leave(int to, Lane lane, Frame frame) {
        if (!stopped) {
            transport.send(to, lane, frame);
        }
    }

    /** This write and all before it are synced. On the log writer's loop: what waited for it leaves from there. */
    void durable(long ioSeq) {
        durable = ioSeq;
        held.forEach(HeldSends::pump);
    }

    /** After a failed write nothing may be promised, and a stopped replica says nothing. Any thread. */
    void stop() {
        stopped = true;
        List.copyOf(held).forEach(HeldSends::drop);
    }
}
