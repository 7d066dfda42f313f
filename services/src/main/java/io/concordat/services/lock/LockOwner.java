package io.concordat.services.lock;

import io.concordat.bytes.Bytes;

/**
 * Who holds or waits: a session, and within it a label (a thread, a task), so that one session can be several owners.
 *
 * @param session 16 bytes; empty in a command for the session that sends it
 * @param label at most {@link LockLimits#labelBytes} bytes of UTF-8; may be empty
 */
public record LockOwner(Bytes session, Bytes label) implements Comparable<LockOwner> {
    /** Whoever sends the command, under {@code label}. */
    public static LockOwner self(String label) {
        return new LockOwner(Bytes.EMPTY, Bytes.utf8(label));
    }

    @Override
    public int compareTo(LockOwner other) {
        int bySession = session.compareTo(other.session);
        return bySession != 0 ? bySession : label.compareTo(other.label);
    }

    @Override
    public String toString() {
        return label.isEmpty() ? session.toHex() : session.toHex() + "/" + label.toUtf8();
    }
}
