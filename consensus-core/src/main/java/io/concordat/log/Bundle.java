package io.concordat.log;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive commands of one session under one client signature.
 *
 * <p>Encoded and signed once, by the client; leader, wire, log and followers pass the same bytes. The signature covers
 * {@link #signedBytes()} only, a small header that holds the payload's SHA-256. Immutable; the payload is hashed at
 * most once per process (benign race).
 */
public final class Bundle {
    private static final int VERSION = 1;
    private static final int HEADER_LENGTH = 166;
    private static final Bytes DOMAIN = Bytes.utf8("concordat/bundle/1\n");

    private final Bytes header;
    private final Bytes signature;
    private final Bytes payload;
    private final Bytes encoded;
    private final Fields fields;
    private @Nullable Hash digest;

    /** The header's fields, in the order of their encoding. */
    private record Fields(
            Kind kind,
            Bytes cluster,
            int group,
            Bytes session,
            Bytes clientKey,
            long firstNumber,
            int count,
            long repliesAcknowledged,
            long eventsAcknowledged,
            int payloadLength,
            Bytes payloadDigest) {}

    /** What a bundle asks for. Only COMMANDS carry numbers; the others are judged by session alone. */
    public enum Kind {
        COMMANDS,
        /** Registers the session; the payload is the nonce (16 bytes) and the session's time to live in nanoseconds. */
        OPEN,
        CLOSE,
        KEEP_ALIVE,
        /**
         * Asks the state at its place in the log; the payload is the query, the session a number the asker made up.
         * For clients who cannot believe a leader: equal places have equal answers.
         */
        QUERY;

        private static Kind of(int code) throws MalformedException {
            if (code < 0 || code >= values().length) {
                throw new MalformedException("unknown bundle kind " + code);
            }
            return values()[code];
        }
    }

    private Bundle(Fields fields, Bytes header, Bytes signature, Bytes payload, Bytes encoded) {
        this.fields = fields;
        this.header = header;
        this.signature = signature;
        this.payload = payload;
        this.encoded = encoded;
    }

    /** Signs {@code header}; an empty result means that the cluster is insecure. */
    public interface HeaderSigner {
        Bytes sign(Bytes signedBytes);
    }

    /** Who speaks, in which session of which group. */
    public record Identity(Bytes cluster, int group, Bytes session, Bytes clientKey) {}

    /** Consecutive commands from {@code firstNumber} on. */
    public static Bundle commands(
            Identity from,
            long firstNumber,
            List<Bytes> commands,
            long repliesAcked,
            long eventsAcked,
            HeaderSigner by) {
        int size = 0;
        for (Bytes command : commands) {
            size += 4 + command.length();
        }
        ByteWriter out = new ByteWriter(size);
        commands.forEach(out::sized);
        return of(Kind.COMMANDS, from, firstNumber, commands.size(), repliesAcked, eventsAcked, out.toBytes(), by);
    }

    /** Opens {@code session = }{@link #sessionId}; sending it twice is harmless. */
    public static Bundle open(Identity from, Bytes nonce, long timeToLiveNanos, HeaderSigner by) {
        Bytes payload = new ByteWriter(24).raw(nonce).u64(timeToLiveNanos).toBytes();
        return of(Kind.OPEN, from, 0, 0, 0, 0, payload, by);
    }

    public static Bundle close(Identity from, HeaderSigner by) {
        return of(Kind.CLOSE, from, 0, 0, 0, 0, Bytes.EMPTY, by);
    }

    public static Bundle keepAlive(Identity from, long repliesAcked, long eventsAcked, HeaderSigner by) {
        return of(Kind.KEEP_ALIVE, from, 0, 0, repliesAcked, eventsAcked, Bytes.EMPTY, by);
    }

    /** 16 bytes that only the owner of {@code clientKey} can have chosen. */
    public static Bytes sessionId(Bytes clientKey, Bytes nonce) {
        return Hash.of(Bytes.utf8("concordat/session/1\n"), clientKey, nonce)
                .bytes()
                .slice(0, 16);
    }

    /** {@code from.session()} only names the question. */
    public static Bundle query(Identity from, Bytes query, HeaderSigner by) {
        return of(Kind.QUERY, from, 0, 0, 0, 0, query, by);
    }

    private static Bundle of(
            Kind kind,
            Identity from,
            long first,
            int count,
            long replies,
            long events,
            Bytes payload,
            HeaderSigner by) {
        Bytes payloadDigest = Hash.of(payload).bytes();
        Bytes header = new ByteWriter(HEADER_LENGTH)
                .u8(VERSION)
                .u8(kind.ordinal())
                .raw(from.cluster())
                .u32(from.group())
                .raw(from.session())
                .raw(from.clientKey())
                .u64(first)
                .u32(count)
                .u64(replies)
                .u64(events)
                .u32(payload.length())
                .raw(payloadDigest)
                .toBytes();
        Bytes signature = by.sign(Bytes.concat(DOMAIN, header));
        Bytes encoded = new ByteWriter(12 + header.length() + signature.length() + payload.length())
                .sized(header)
                .sized(signature)
                .sized(payload)
                .toBytes();
        Fields fields = new Fields(
                kind,
                from.cluster(),
                from.group(),
                from.session(),
                from.clientKey(),
                first,
                count,
                replies,
                events,
                payload.length(),
                payloadDigest);
        return new Bundle(fields, header, signature, payload, encoded);
    }

    /** Parses the header and checks lengths; neither signature nor payload digest is checked here. */
    public static Bundle decode(Bytes encoded, Limits limits) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        Bytes header = in.sized(1_024);
        Bytes signature = in.sized(64);
        Bytes payload = in.sized(limits.bundleBytes());
        in.end();
        Fields fields = fields(header);
        if (fields.payloadLength != payload.length()) {
            throw new MalformedException(
                    "bundle payload has " + payload.length() + " bytes, its header says " + fields.payloadLength);
        }
        boolean numbered = fields.kind == Kind.COMMANDS;
        if (fields.count < 0
                || fields.count > limits.bundleCommands()
                || numbered != fields.count > 0
                || numbered != fields.firstNumber > 0) {
            throw new MalformedException(fields.kind + " bundle of " + fields.count + " commands from "
                    + fields.firstNumber + "; at most " + limits.bundleCommands());
        }
        return new Bundle(fields, header, signature, payload, encoded);
    }

    private static Fields fields(Bytes header) throws MalformedException {
        ByteReader head = new ByteReader(header);
        int version = head.u8();
        if (version != VERSION) {
            throw new MalformedException("bundle version " + version + ", expected " + VERSION);
        }
        Fields fields = new Fields(
                Kind.of(head.u8()),
                head.raw(16),
                head.u32(),
                head.raw(16),
                head.raw(32),
                head.u64(),
                head.u32(),
                head.u64(),
                head.u64(),
                head.u32(),
                head.raw(32));
        head.end();
        return fields;
    }

    /**
     * What is needed to refuse it, in memory of its own: no payload, no signature, nothing encoded. Equal to this one
     * by {@link #digest()}.
     */
    public Bundle withoutPayload() throws MalformedException {
        Bytes copy = header.compact();
        return new Bundle(fields(copy), copy, Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY);
    }

    /** Whether the payload is the one the header promises; hashes it the first time. */
    public boolean payloadIntact() {
        if (digest == null) {
            if (!Hash.of(payload).bytes().equals(fields.payloadDigest)) {
                return false;
            }
            digest = Hash.of(DOMAIN, header);
        }
        return true;
    }

    /**
     * Identifies header and payload (not the signature). Requires {@link #payloadIntact()} for bundles from outside.
     */
    public Hash digest() {
        Hash known = digest;
        if (known == null) {
            known = Hash.of(DOMAIN, header);
            digest = known;
        }
        return known;
    }

    /** The commands, as slices of the payload. */
    public List<Bytes> commands() throws MalformedException {
        ByteReader in = new ByteReader(payload);
        List<Bytes> commands = new ArrayList<>(fields.count);
        for (int i = 0; i < fields.count; i++) {
            commands.add(in.sized(payload.length()));
        }
        in.end();
        return commands;
    }

    public Bytes signedBytes() {
        return Bytes.concat(DOMAIN, header);
    }

    /** 64 bytes, or empty in an insecure cluster. */
    public Bytes signature() {
        return signature;
    }

    public Bytes encoded() {
        return encoded;
    }

    public Bytes payload() {
        return payload;
    }

    public Kind kind() {
        return fields.kind;
    }

    public Bytes cluster() {
        return fields.cluster;
    }

    public int group() {
        return fields.group;
    }

    public Bytes session() {
        return fields.session;
    }

    public Bytes clientKey() {
        return fields.clientKey;
    }

    public long firstNumber() {
        return fields.firstNumber;
    }

    /** The last number this bundle carries; meaningful for COMMANDS only. */
    public long lastNumber() {
        return fields.firstNumber + fields.count - 1;
    }

    public int count() {
        return fields.count;
    }

    /** The client holds every reply up to this number: they need not be cached any longer. */
    public long repliesAcknowledged() {
        return fields.repliesAcknowledged;
    }

    public long eventsAcknowledged() {
        return fields.eventsAcknowledged;
    }

    /** Kind, session, first number and how many: for traces, in which one seed must read the same every time. */
    @Override
    public String toString() {
        return fields.kind + " " + fields.session.slice(0, 2) + ":" + fields.firstNumber + "+" + fields.count;
    }
}
