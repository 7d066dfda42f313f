package io.concordat.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One direction of a connection within a process: frames in order, bounded in bytes, stopped while paused.
 * Thread-safe.
 */
final class InProcessPipe implements PeerReceiver.Flow {
    private final Executor loop;
    private final int bound;
    private final Consumer<Frame> receiver;
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean paused;
    private boolean scheduled;
    private boolean closed;

    /** {@code receiver} is called on {@code loop}. */
    InProcessPipe(Executor loop, int bound, Consumer<Frame> receiver) {
        this.loop = loop;
        this.bound = bound;
        this.receiver = receiver;
    }

    /** Returns false when the bound is reached or the pipe closed; the frame is dropped then. */
    synchronized boolean offer(Frame frame) {
        if (closed || bytes + frame.length() > bound) {
            return false;
        }
        // As from a socket: the payload arrives in one piece.
        waiting.addLast(
                frame.payload().size() <= 1
                        ? frame
                        : new Frame(frame.kind(), frame.group(), frame.header(), List.of(frame.joinedPayload())));
        bytes += frame.length();
        schedule();
        return true;
    }

    @Override
    public synchronized void pause() {
        paused = true;
    }

    @Override
    public synchronized void resume() {
        paused = false;
        schedule();
    }

    /** What is under way is lost. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        bytes = 0;
    }

    private void schedule() {
        if (!scheduled && !paused && !waiting.isEmpty()) {
            scheduled = true;
            loop.execute(this::deliver);
        }
    }

    private void deliver() {
        while (true) {
            Frame frame;
            synchronized (this) {
                frame = paused ? null : waiting.pollFirst();
                if (frame == null) {
                    scheduled = false;
                    return;
                }
                bytes -= frame.length();
            }
            receiver.accept(frame);
        }
    }
}
