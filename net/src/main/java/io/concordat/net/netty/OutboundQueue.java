package io.concordat.net.netty;

import io.concordat.net.Frame;
import io.concordat.runtime.Budget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What waits to leave through one connection, bounded in bytes from the call of {@link #offer} until the socket has
 * taken them. However many threads offer, the event loop is woken once per drain and flushes once. Thread-safe.
 */
final class OutboundQueue {
    /** What a waiting frame occupies besides its bytes, about; so that many small ones cannot outgrow the bound. */
    private static final int OBJECT_BYTES = 100;

    /** Handed to the socket before asking whether it takes more. */
    private static final int AT_ONCE = 256 << 10;

    private static final long NOTHING = Long.MIN_VALUE;

    private final Channel channel;
    private final long bound;
    private final Budget held;
    private final boolean always;
    private final Queue<Frame> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final FrameEncoder encoder;
    private @Nullable ByteBuf newest;
    /** Drains that the socket has not taken; the event loop's. */
    private int drains;

    private volatile long leavingSince = NOTHING;

    /**
     * With a bound of its own. One frame is always taken, so that a frame larger than the bound is slow and not stuck.
     */
    OutboundQueue(Channel channel, long bound) {
        this(channel, bound, new Budget(bound), true);
    }

    /** With a bound of its own and a part of a common one. */
    OutboundQueue(Channel channel, long bound, Budget part) {
        this(channel, bound, part, false);
    }

    private OutboundQueue(Channel channel, long bound, Budget held, boolean always) {
        this.channel = channel;
        this.bound = bound;
        this.held = held;
        this.always = always;
        this.encoder = new FrameEncoder(channel.alloc(), this::write);
        channel.closeFuture().addListener(closed -> drain());
    }

    /** False, and nothing taken, when a bound would be passed. On a closed connection frames vanish. */
    boolean offer(Frame frame) {
        int length = frame.length() + OBJECT_BYTES;
        if (always && held.taken() == 0) {
            held.add(length);
        } else if (held.taken() + length > bound || !held.take(length)) {
            return false;
        }
        waiting.add(frame);
        if (!scheduled.getAndSet(true)) {
            channel.eventLoop().execute(this::drain);
        }
        return true;
    }

    long queuedBytes() {
        return held.taken();
    }

    /** For how long the socket has taken nothing of what waits, nanoseconds; 0 when nothing waits. Any thread. */
    long stalledNanos(long now) {
        long since = leavingSince;
        return since == NOTHING ? 0 : now - since;
    }

    /**
     * What the socket does not take stays here, as frames that share their bytes with whoever else holds them:
     * encrypted they would be memory of their own, outside the heap.
     */
    private void drain() {
        // Cleared before polling: a frame added after the last poll must find the flag down and schedule again.
        scheduled.set(false);
        boolean more = true;
        while (more && (channel.isWritable() || !channel.isActive())) {
            more = drainSome();
        }
    }

    /** Returns whether there may be more. */
    private boolean drainSome() {
        long taken = 0;
        Frame frame = null;
        while (taken < AT_ONCE && (frame = waiting.poll()) != null) {
            taken += frame.length() + OBJECT_BYTES;
            if (channel.isActive()) {
                encoder.add(frame);
            }
        }
        encoder.finish();
        ByteBuf last = newest;
        newest = null;
        if (last == null) {
            held.giveBack(taken);
            return frame != null;
        }
        long leaving = taken;
        if (drains++ == 0) {
            leavingSince = System.nanoTime();
        }
        ChannelFuture written = channel.writeAndFlush(last);
        written.addListener(done -> left(leaving));
        return frame != null;
    }

    private void left(long bytes) {
        held.giveBack(bytes);
        drains--;
        leavingSince = drains == 0 ? NOTHING : System.nanoTime();
        if (!waiting.isEmpty() && !scheduled.getAndSet(true)) {
            // Later, because these bytes still count against the channel while it tells us that they have left.
            channel.eventLoop().execute(this::drain);
        }
    }

    /** Keeps the newest buffer back, so that the drain's last write is the one whose completion is listened to. */
    private void write(ByteBuf buffer) {
        if (newest != null) {
            channel.write(newest, channel.voidPromise());
        }
        newest = buffer;
    }
}
