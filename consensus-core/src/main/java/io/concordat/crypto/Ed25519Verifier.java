package io.concordat.crypto;

import io.concordat.bytes.Bytes;
import java.math.BigInteger;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import org.jspecify.annotations.Nullable;

/**
 * Checks Ed25519 signatures strictly: one message under one key has exactly one acceptable signature per nonce. Refused
 * are wrong lengths, a non-canonical S (malleability), and public keys that are garbage, of small order or outside the
 * prime order subgroup (under which "signatures" over anything can be made up). Thread-safe.
 */
public final class Ed25519Verifier implements Verifier {
    private static final int KEYS = 4_096;
    /** The group's order, 2^252 + 27742317777372353535851937790883648493. */
    private static final Bytes ORDER = order();

    private final ConcurrentMap<Bytes, Optional<PublicPoint>> points = new ConcurrentHashMap<>();
    private final LongAdder verifications = new LongAdder();

    @Override
    public boolean verify(Bytes publicKey, Bytes message, Bytes signature) {
        if (publicKey.length() != Ed25519.PUBLIC_KEY_SIZE
                || signature.length() != Ed25519.SIGNATURE_SIZE
                || !canonical(signature)) {
            return false;
        }
        PublicPoint point = point(publicKey);
        if (point == null) {
            return false;
        }
        verifications.increment();
        byte[] text = message.backingOffset() == 0 ? message.backingArray() : message.toArray();
        byte[] proof = signature.backingArray();
        return Ed25519.verify(proof, signature.backingOffset(), point, text, 0, message.length());
    }

    /** Signatures checked so far. */
    public long verifications() {
        return verifications.sum();
    }

    /** Decoding and validating a key costs about as much as a check, and keys are few. */
    private @Nullable PublicPoint point(Bytes key) {
        Optional<PublicPoint> known = points.get(key);
        if (known == null) {
            known = Optional.ofNullable(Ed25519.validatePublicKeyFullExport(key.toArray(), 0));
            if (points.size() >= KEYS) {
                points.clear();
            }
            points.put(key.compact(), known);
        }
        return known.orElse(null);
    }

    /** Whether S, the second half, little-endian, is below the group's order (RFC 8032 §5.1.7). */
    private static boolean canonical(Bytes signature) {
        for (int i = 31; i >= 0; i--) {
            int s = signature.get(32 + i) & 0xff;
            int l = ORDER.get(i) & 0xff;
            if (s != l) {
                return s < l;
            }
        }
        return false;
    }

    private static Bytes order() {
        byte[] big = BigInteger.TWO
                .pow(252)
                .add(new BigInteger("27742317777372353535851937790883648493"))
                .toByteArray();
        byte[] little = new byte[32];
        for (int i = 0; i < big.length; i++) {
            little[i] = big[big.length - 1 - i];
        }
        return Bytes.wrap(little);
    }
}
