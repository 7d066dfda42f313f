package io.concordat.machine;

import io.concordat.api.StateMachine.Frozen;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.state.FrozenState;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A group's whole state at one index. Immutable; thread-safe.
 *
 * @param view all keyed state, sessions and configuration included
 * @param own the view of a machine that keeps a structure of its own, or null
 */
public record FrozenGroup(long index, long effectiveNanos, FrozenState view, @Nullable Frozen own) {
    private static final Bytes DOMAIN = Bytes.utf8("concordat/group/1\n");

    /**
     * What a snapshot of this is to give, in short.
     *
     * @param bytes of all chunks together
     */
    public record Content(Hash root, long bytes) {}

    private record Digested(Hash hash, long bytes) {}

    /**
     * State hash and size: equal on all replicas at equal indexes. Costs what changed since the last root, and a full
     * pass over a structure of the machine's own; not for an event loop.
     */
    public Content content() {
        Frozen structure = own;
        if (structure == null) {
            return new Content(view.root(), view.bytes());
        }
        Digested digested = digest(structure);
        return new Content(root(view.root(), digested.hash()), view.bytes() + digested.bytes());
    }

    /** The state hash alone. */
    public Hash root() {
        return content().root();
    }

    /** The state hash of keyed state with this root, and of a structure of the machine's own with this digest. */
    public static Hash root(Hash keyed, @Nullable Hash own) {
        return own == null ? keyed : Hash.of(DOMAIN, keyed.bytes(), own.bytes());
    }

    private static Digested digest(Frozen structure) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            Counting count = new Counting();
            try (OutputStream out = new DigestOutputStream(count, sha)) {
                structure.writeTo(out);
            }
            return new Digested(new Hash(Bytes.wrap(sha.digest())), count.bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the state machine's frozen view cannot be written", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static final class Counting extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            bytes += length;
        }
    }
}
