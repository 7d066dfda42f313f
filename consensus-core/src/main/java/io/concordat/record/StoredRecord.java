package io.concordat.record;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.protocol.RecordKind;

/** A record as it was found, its checksum verified. {@code hash} is a claim until the chain was checked. */
public record StoredRecord(int group, RecordKind kind, long index, long term, Hash hash, Bytes payload) {
    /** For messages to an operator. */
    public static String name(int group, RecordKind kind, long index) {
        return "group " + Integer.toUnsignedString(group) + " record " + kind + " " + index;
    }
}
