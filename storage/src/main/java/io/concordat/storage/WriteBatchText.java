package io.concordat.storage;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.protocol.RecordKind;
import io.concordat.record.RecordFormat;
import io.concordat.record.StoredRecord;
import org.jspecify.annotations.Nullable;

/** Names what a place in one of RocksDB's write batches belongs to (db/write_batch.cc: sequence, count, changes). */
final class WriteBatchText {
    private static final int HEADER = 12;
    private static final int DELETE = 0;
    private static final int PUT = 1;
    private static final int DELETE_RANGE = 15;

    private final Bytes batch;
    private int at = HEADER;
    private @Nullable String first;
    private @Nullable String last;

    private WriteBatchText(Bytes batch) {
        this.batch = batch;
    }

    /** The record that the byte at {@code place} of {@code batch} is part of; the whole batch when it is none's. */
    static String nameAt(Bytes batch, int place) {
        WriteBatchText text = new WriteBatchText(batch);
        try {
            while (text.at < batch.length()) {
                String name = text.change();
                if (place >= HEADER && place < text.at) {
                    return name;
                }
            }
        } catch (MalformedException e) {
            return "a write batch after " + text.last;
        }
        return text.first == null ? "an empty write batch" : "the write batch of " + text.first + " to " + text.last;
    }

    private String change() throws MalformedException {
        int tag = batch.get(at++) & 0xff;
        Bytes key = field();
        String what = name(key);
        switch (tag) {
            case PUT -> field();
            case DELETE -> what = "the deletion of " + what;
            case DELETE_RANGE -> what = "the deletion of " + what + " to " + name(field());
            default -> throw new MalformedException("change of kind " + tag);
        }
        first = first == null ? what : first;
        last = what;
        return what;
    }

    private Bytes field() throws MalformedException {
        int length = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at >= batch.length()) {
                break;
            }
            int b = batch.get(at++);
            length |= (b & 0x7f) << shift;
            if (b >= 0) {
                if (length < 0 || length > batch.length() - at) {
                    break;
                }
                at += length;
                return batch.slice(at - length, length);
            }
        }
        throw new MalformedException("a length leaves the batch");
    }

    /** A key as an operator reads it. */
    static String name(Bytes key) throws MalformedException {
        if (key.length() != RecordFormat.KEY_LENGTH) {
            throw new MalformedException("a key has " + RecordFormat.KEY_LENGTH + " bytes");
        }
        ByteReader in = new ByteReader(key);
        int group = in.u32();
        int code = in.u8();
        long index = in.u64();
        for (RecordKind kind : RecordKind.values()) {
            if (kind.code() == code) {
                return StoredRecord.name(group, kind, index);
            }
        }
        return "group " + Integer.toUnsignedString(group) + " kind " + code + " " + index;
    }
}
