package io.concordat.services;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;

/**
 * How a service's bytes are marked as its own: u8 length, name, then the bytes. Used alike for commands, queries,
 * session
 * events and the scope of its state.
 */
public final class ServiceName {
    static final int MOST_BYTES = 255;

    private ServiceName() {}

    /** Throws {@link IllegalArgumentException} for a name of no or more than 255 bytes. */
    public static Bytes prefix(String name) {
        Bytes utf8 = Bytes.utf8(name);
        if (utf8.isEmpty() || utf8.length() > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a service's name has 1 to 255 bytes, not " + utf8.length() + ": " + name);
        }
        return new ByteWriter(1 + utf8.length())
                .u8(utf8.length())
                .raw(utf8)
                .toBytes()
                .compact();
    }

    /** The prefix of {@code marked}, as {@link #prefix} would give it for its name. */
    public static Bytes prefixOf(Bytes marked) throws MalformedException {
        return new ByteReader(marked).raw(1 + new ByteReader(marked).u8());
    }

    /** What stands behind the prefix. */
    public static Bytes rest(Bytes marked, Bytes prefix) {
        return marked.slice(prefix.length(), marked.length() - prefix.length());
    }
}
