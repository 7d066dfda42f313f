package io.concordat.bytes;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** A SHA-256 value, 32 bytes. */
public record Hash(Bytes bytes) {
    public static final int LENGTH = 32;
    public static final Hash ZERO = new Hash(Bytes.wrap(new byte[LENGTH]));

    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Hash::newDigest);

    public Hash {
        if (bytes.length() != LENGTH) {
            throw new IllegalArgumentException("a hash is 32 bytes, not " + bytes.length());
        }
    }

    /** SHA-256 over the concatenation of {@code parts}; parts of variable length must carry their length themselves. */
    public static Hash of(Bytes... parts) {
        MessageDigest digest = DIGEST.get();
        for (Bytes part : parts) {
            digest.update(part.backingArray(), part.backingOffset(), part.length());
        }
        return new Hash(Bytes.wrap(digest.digest()));
    }

    /** As a record's own would; compared in hot loops, where the JDK's generated one costs several times as much. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Hash that && bytes.equals(that.bytes));
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    /** Appends the first {@code length} bytes, at most 32, of the SHA-256 of {@code bytes} to {@code out}. */
    public static void appendPrefix(Bytes bytes, int length, ByteWriter out) {
        MessageDigest digest = DIGEST.get();
        digest.update(bytes.backingArray(), bytes.backingOffset(), bytes.length());
        out.digest(digest, length);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public String toHex() {
        return bytes.toHex();
    }

    @Override
    public String toString() {
        return bytes.slice(0, 6).toHex();
    }
}
