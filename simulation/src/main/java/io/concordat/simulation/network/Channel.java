package io.concordat.simulation.network;

import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.Life;
import io.concordat.simulation.time.SeededRandom;
import io.concordat.simulation.time.VirtualTime;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * One direction of one lane of one connection: in order unless the wire reorders, bounded in bytes, and it can be
 * stopped by
 * a receiver that does not read. When the connection ends, what is under way is lost.
 */
final class Channel<T> {
    /** What a slow wire may owe: beyond it buffers are full, and frames are dropped. */
    private static final long MOST_BACKLOG_NANOS = 3_000_000_000L;

    private final VirtualTime time;
    private final SeededRandom random;
    private final Wire wire;
    private final Life receiver;
    private final Activity activity;
    private final Consumer<T> sink;
    private final Runnable damaged;
    private final int maxBytes;
    private final ArrayDeque<Waiting<T>> waiting = new ArrayDeque<>();
    private long earliest;
    private long busyUntil;
    private long bytesUnderWay;
    private boolean paused;
    private boolean closed;

    private record Waiting<T>(T item, int bytes) {}

    /** Where a channel ends: whose life, what kind of event, what takes the frames, and what happens on damage. */
    record End<T>(Life life, Activity activity, Consumer<T> sink, Runnable damaged) {}

    Channel(VirtualTime time, SeededRandom random, Wire wire, End<T> end, int maxBytes) {
        this.time = time;
        this.random = random;
        this.wire = wire;
        this.receiver = end.life();
        this.activity = end.activity();
        this.sink = end.sink();
        this.damaged = end.damaged();
        this.maxBytes = maxBytes;
    }

    /** Nothing arrives before {@code at}: the receiver has to hear first that the connection stands. */
    void notBefore(long at) {
        earliest = Math.max(earliest, at);
    }

    /** False when the frame was dropped because too much is under way. */
    boolean send(T item, int bytes, boolean lossy) {
        if (closed || wire.isCut() || (lossy && wire.loses(random))) {
            return true;
        }
        if (bytesUnderWay + bytes > maxBytes) {
            return false;
        }
        if (wire.corrupts(random)) {
            time.after(wire.latency(random), null, Activity.CONNECT, damaged);
            return true;
        }
        if (busyUntil - time.now() > MOST_BACKLOG_NANOS) {
            return false;
        }
        bytesUnderWay += bytes;
        busyUntil = Math.max(busyUntil, time.now()) + wire.occupation(bytes);
        long arrival = busyUntil + wire.latency(random);
        if (lossy && wire.reorders(random)) {
            arrival += random.nextLong(50_000_000);
        } else {
            earliest = Math.max(earliest, arrival);
            arrival = earliest;
        }
        wire.arrives(arrival);
        Waiting<T> frame = new Waiting<>(item, bytes);
        time.at(arrival, receiver, activity, () -> arrived(frame));
        if (lossy && wire.duplicates(random)) {
            bytesUnderWay += bytes;
            time.at(arrival + random.nextLong(20_000_000), receiver, activity, () -> arrived(frame));
        }
        return true;
    }

    private void arrived(Waiting<T> frame) {
        if (closed) {
            return;
        }
        if (paused || !waiting.isEmpty()) {
            waiting.add(frame);
            return;
        }
        bytesUnderWay -= frame.bytes;
        sink.accept(frame.item);
    }

    void pause() {
        paused = true;
    }

    void resume() {
        if (paused) {
            paused = false;
            time.after(1_000, receiver, activity, this::drain);
        }
    }

    private void drain() {
        while (!closed && !paused && !waiting.isEmpty()) {
            Waiting<T> frame = waiting.poll();
            bytesUnderWay -= frame.bytes;
            sink.accept(frame.item);
        }
    }

    void close() {
        closed = true;
        waiting.clear();
    }
}
