package io.concordat.jepsen.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.function.LongConsumer;

/** One direction of a connection: takes a piece, keeps it as long as the conditions say, hands it on. */
final class Flow {
    private static final int PIECE_BYTES = 16 << 10;
    /** The kernel's least time before it sends a lost packet again; doubled for each further loss. */
    private static final long RETRANSMISSION_NANOS = 200_000_000;

    private static final int MOST_LOSSES = 5;

    private final SocketChannel from;
    private final SocketChannel to;
    private final Random random;
    private final LongConsumer later;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).limit(0);
    private long releaseAt;
    private boolean cut;

    Flow(SocketChannel from, SocketChannel to, Random random, LongConsumer later) {
        this.from = from;
        this.to = to;
        this.random = random;
        this.later = later;
    }

    /** Moves what can be moved now. Returns false when the sender has closed. */
    boolean move(Conditions conditions) throws IOException {
        cut = conditions.cut();
        while (!cut) {
            if (!piece.hasRemaining() && !take(conditions)) {
                return false;
            }
            if (!piece.hasRemaining()) {
                return true;
            }
            if (System.nanoTime() - releaseAt < 0) {
                later.accept(releaseAt);
                return true;
            }
            to.write(piece);
            if (piece.hasRemaining()) {
                return true;
            }
        }
        return true;
    }

    private boolean take(Conditions conditions) throws IOException {
        piece.clear();
        int read = from.read(piece);
        piece.flip();
        if (read <= 0) {
            return read == 0;
        }
        long hold = conditions.delayNanos();
        if (conditions.bytesPerSecond() > 0) {
            hold += read * 1_000_000_000L / conditions.bytesPerSecond();
        }
        for (int i = 0; i < MOST_LOSSES && random.nextDouble() < conditions.loss(); i++) {
            hold += RETRANSMISSION_NANOS << i;
        }
        if (random.nextDouble() < conditions.corruption()) {
            int at = random.nextInt(read);
            piece.put(at, (byte) (piece.get(at) ^ (1 << random.nextInt(8))));
        }
        releaseAt = System.nanoTime() + hold;
        return true;
    }

    /** Which of reading from its sender and writing to its receiver it waits for. */
    int wants(int operation) {
        if (cut) {
            return 0;
        }
        boolean waits = piece.hasRemaining() && System.nanoTime() - releaseAt < 0;
        boolean reading = operation == SelectionKey.OP_READ;
        return !waits && reading != piece.hasRemaining() ? operation : 0;
    }
}
