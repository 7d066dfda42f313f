package io.concordat.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class Ed25519Test {
    private final Ed25519Verifier verifier = new Ed25519Verifier();

    /** RFC 8032 §7.1, test 3. */
    @Test
    void signsAsTheStandardDoes() {
        Ed25519Signer signer =
                new Ed25519Signer(Bytes.fromHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
        Bytes message = Bytes.fromHex("af82");
        assertThat(signer.publicKey().toHex())
                .isEqualTo("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        assertThat(signer.sign(message).toHex())
                .isEqualTo("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
        assertThat(verifier.verify(signer.publicKey(), message, signer.sign(message)))
                .isTrue();
        assertThat(signer.signatures()).isEqualTo(2);
    }

    @Test
    void slicesOfLargerArraysAreSignedAndCheckedInPlace() {
        Ed25519Signer signer = new Ed25519Signer(Ed25519Signer.newSeed());
        Bytes message = Bytes.utf8("xxhello").slice(2, 5);
        Bytes signature =
                Bytes.concat(Bytes.utf8("??"), signer.sign(Bytes.utf8("hello"))).slice(2, 64);
        assertThat(verifier.verify(signer.publicKey(), message, signature)).isTrue();
        assertThat(verifier.verify(signer.publicKey(), Bytes.utf8("hellO"), signature))
                .isFalse();
    }

    @Test
    void P18_aSecondSignatureCannotBeMadeFromTheFirst() {
        Ed25519Signer signer = new Ed25519Signer(Ed25519Signer.newSeed());
        Bytes message = Bytes.utf8("pay 1");
        byte[] signature = signer.sign(message).toArray();
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        BigInteger s = BigInteger.ZERO;
        for (int i = 63; i >= 32; i--) {
            s = s.shiftLeft(8).or(BigInteger.valueOf(signature[i] & 0xff));
        }
        BigInteger malleated = s.add(order);
        for (int i = 32; i < 64; i++) {
            signature[i] = malleated.shiftRight(8 * (i - 32)).byteValue();
        }
        assertThat(verifier.verify(signer.publicKey(), message, Bytes.wrap(signature)))
                .isFalse();
    }

    @Test
    void P18_keysUnderWhichAnythingVerifiesAreRefused() {
        String[] smallOrder = {
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
        };
        // R = identity, S = 0 satisfies the equation for a key of order 1 and any message.
        byte[] forged = new byte[64];
        forged[0] = 1;
        for (String key : smallOrder) {
            assertThat(verifier.verify(Bytes.fromHex(key), Bytes.utf8("any"), Bytes.wrap(forged.clone())))
                    .as(key)
                    .isFalse();
        }
        assertThat(verifier.verifications()).as("not even tried").isZero();
    }

    /** Adding the point of order 2 turns (x, y) into (-x, -y); of what its owner signs for that, half would hold. */
    @Test
    void P18_aKeyOutsideTheSubgroupIsRefused() {
        Ed25519Signer signer = new Ed25519Signer(Ed25519Signer.newSeed());
        byte[] key = signer.publicKey().toArray();
        BigInteger y = BigInteger.valueOf(key[31] & 0x7f);
        for (int i = 30; i >= 0; i--) {
            y = y.shiftLeft(8).or(BigInteger.valueOf(key[i] & 0xff));
        }
        BigInteger negated =
                BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19)).subtract(y);
        for (int i = 0; i < 32; i++) {
            int sign = i == 31 ? ~key[31] & 0x80 : 0;
            key[i] = (byte) (negated.shiftRight(8 * i).byteValue() | sign);
        }
        Bytes message = Bytes.utf8("any");
        assertThat(verifier.verify(Bytes.wrap(key), message, signer.sign(message)))
                .isFalse();
        assertThat(verifier.verifications()).as("not even tried").isZero();
    }

    @Test
    void wrongLengthsAreRefused() {
        Ed25519Signer signer = new Ed25519Signer(Ed25519Signer.newSeed());
        Bytes message = Bytes.utf8("m");
        Bytes signature = signer.sign(message);
        assertThat(verifier.verify(signer.publicKey(), message, signature.slice(0, 63)))
                .isFalse();
        assertThat(verifier.verify(signer.publicKey(), message, Bytes.EMPTY)).isFalse();
        assertThat(verifier.verify(signer.publicKey().slice(0, 31), message, signature))
                .isFalse();
    }
}
