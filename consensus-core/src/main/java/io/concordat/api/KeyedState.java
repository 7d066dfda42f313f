package io.concordat.api;

import io.concordat.bytes.Bytes;

/**
 * A state machine's part of the group's canonical state: an ordered map of bytes. Confined to the applying thread; a
 * view is immutable and may go anywhere. Keys and values are kept as given: do not hand in slices of large buffers.
 */
public interface KeyedState extends View {
    void put(Bytes key, Bytes value);

    /** Whether the key was there. */
    boolean remove(Bytes key);

    /** The state as it stands, in O(1); later changes do not reach it. */
    View freeze();

    /** The part of this state whose keys start with {@code prefix}; the prefix is added and taken off silently. */
    KeyedState scoped(Bytes prefix);
}
