package io.concordat.record;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.protocol.RecordKind;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How records stand in the key-value store. Key: group u32, kind u8, index u64, big-endian, so that one group's
 * records of one kind are neighbours. Value: CRC32C u32, version u8, group u32, kind u8, index u64, term u64, length
 * u32, hash 32, payload; the checksum covers all that follows it.
 *
 * <p>The value repeats the key, because a disk may hand out intact bytes from the wrong place.
 */
public final class RecordFormat {
    public static final int VERSION = 1;
    public static final int KEY_LENGTH = 13;
    public static final int HEADER_LENGTH = 62;

    private static final int CRC_LENGTH = 4;

    private RecordFormat() {}

    public static Bytes key(int group, RecordKind kind, long index) {
        return key(group, kind.code(), index);
    }

    /** The first key after every record of {@code kind}. */
    public static Bytes endOf(int group, RecordKind kind) {
        return key(group, kind.code() + 1, 0);
    }

    private static Bytes key(int group, int kind, long index) {
        return new ByteWriter(KEY_LENGTH).u32(group).u8(kind).u64(index).toBytes();
    }

    public static Bytes encode(StoredRecord r) {
        Bytes head = new ByteWriter(HEADER_LENGTH - CRC_LENGTH)
                .u8(VERSION)
                .u32(r.group())
                .u8(r.kind().code())
                .u64(r.index())
                .u64(r.term())
                .u32(r.payload().length())
                .raw(r.hash().bytes())
                .toBytes();
        return new ByteWriter(HEADER_LENGTH + r.payload().length())
                .u32(crc(head, r.payload()))
                .raw(head)
                .raw(r.payload())
                .toBytes();
    }

    /** Reads the record that must stand under {@code key}; the payload is a slice of {@code value}. */
    public static StoredRecord decode(Bytes key, Bytes value) throws MalformedException {
        if (value.length() < HEADER_LENGTH) {
            throw new MalformedException("a record has at least " + HEADER_LENGTH + " bytes, not " + value.length());
        }
        ByteReader in = new ByteReader(value);
        if (in.u32() != crc(value.slice(CRC_LENGTH, value.length() - CRC_LENGTH))) {
            throw new MalformedException("checksum mismatch");
        }
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException("record version " + version + ", this build reads " + VERSION);
        }
        int group = in.u32();
        int kindCode = in.u8();
        long index = in.u64();
        if (!key.equals(key(group, kindCode, index))) {
            throw new MalformedException("misdirected: holds group " + group + " kind " + kindCode + " index " + index);
        }
        RecordKind kind = kind(kindCode);
        long term = in.u64();
        int length = in.u32();
        Hash hash = new Hash(in.raw(Hash.LENGTH));
        Bytes payload = in.raw(length);
        in.end();
        return new StoredRecord(group, kind, index, term, hash, payload);
    }

    /** Which record bytes look like the beginning of, and how many bytes it has with its header. */
    public record Extent(int group, RecordKind kind, long index, int length) {
        /** For messages to an operator. */
        public String name() {
            return StoredRecord.name(group, kind, index);
        }
    }

    /** What {@code bytes} look like the beginning of, or null; for searching files whose structure is damaged. */
    public static @Nullable Extent extent(Bytes bytes, int mostPayload) {
        if (bytes.length() < HEADER_LENGTH || bytes.get(CRC_LENGTH) != VERSION) {
            return null;
        }
        ByteReader in = new ByteReader(bytes.slice(CRC_LENGTH + 1, HEADER_LENGTH - CRC_LENGTH - 1));
        try {
            int group = in.u32();
            RecordKind kind = kind(in.u8());
            long index = in.u64();
            in.u64();
            int length = in.u32();
            return length < 0 || length > mostPayload || index < 0
                    ? null
                    : new Extent(group, kind, index, HEADER_LENGTH + length);
        } catch (MalformedException e) {
            return null;
        }
    }

    /** Whether {@code value}, a whole record, has the checksum it carries. */
    public static boolean intact(Bytes value) {
        try {
            return value.length() >= HEADER_LENGTH
                    && new ByteReader(value).u32() == crc(value.slice(CRC_LENGTH, value.length() - CRC_LENGTH));
        } catch (MalformedException e) {
            return false;
        }
    }

    /** Whether {@code value} is an undamaged record of a later format. */
    static boolean isNewer(Bytes value) {
        return value.length() >= HEADER_LENGTH && (value.get(CRC_LENGTH) & 0xff) > VERSION && intact(value);
    }

    static int crc(Bytes... parts) {
        CRC32C crc = new CRC32C();
        for (Bytes part : parts) {
            crc.update(part.backingArray(), part.backingOffset(), part.length());
        }
        return (int) crc.getValue();
    }

    private static RecordKind kind(int code) throws MalformedException {
        for (RecordKind kind : RecordKind.values()) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw new MalformedException("unknown record kind " + code);
    }
}
