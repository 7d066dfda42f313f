package io.concordat.net.netty;

import io.concordat.net.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What waits to leave through one connection, bounded in bytes from the call of {@link #offer} until the socket has
 * taken
 * them. However many threads offer, the event loop is woken once per drain and flushes once. Thread-safe.
 */
final class OutboundQueue {
    /** What a waiting frame occupies besides its bytes, about; so that many small ones cannot outgrow the bound. */
    private static final int OBJECT_BYTES = 100;

    private final Channel channel;
    private final long bound;
    private final Queue<Frame> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final FrameEncoder encoder;
    private @Nullable ByteBuf held;

    OutboundQueue(Channel channel, long bound) {
        this.channel = channel;
        this.bound = bound;
        this.encoder = new FrameEncoder(channel.alloc(), this::write);
    }

    /**
     * False, and nothing taken, when the bound would be passed. One frame is always taken, so that a frame larger
     * than the
     * bound is slow and not stuck. On a closed connection frames vanish, as in a lost one.
     */
    boolean offer(Frame frame) {
        int length = frame.length() + OBJECT_BYTES;
        long total = bytes.addAndGet(length);
        if (total > bound && total > length) {
            bytes.addAndGet(-length);
            return false;
        }
        waiting.add(frame);
        if (!scheduled.getAndSet(true)) {
            channel.eventLoop().execute(this::drain);
        }
        return true;
    }

    long queuedBytes() {
        return bytes.get();
    }

    private void drain() {
        // Cleared before polling: a frame added after the last poll must find the flag down and schedule again.
        scheduled.set(false);
        long taken = 0;
        for (Frame frame = waiting.poll(); frame != null; frame = waiting.poll()) {
            taken += frame.length() + OBJECT_BYTES;
            if (channel.isActive()) {
                encoder.add(frame);
            }
        }
        encoder.finish();
        ByteBuf last = held;
        held = null;
        if (last == null) {
            bytes.addAndGet(-taken);
            return;
        }
        long leaving = taken;
        ChannelFuture written = channel.writeAndFlush(last);
        written.addListener(done -> bytes.addAndGet(-leaving));
    }

    /** Keeps the newest buffer back, so that the drain's last write is the one whose completion is listened to. */
    private void write(ByteBuf buffer) {
        if (held != null) {
            channel.write(held, channel.voidPromise());
        }
        held = buffer;
    }
}
