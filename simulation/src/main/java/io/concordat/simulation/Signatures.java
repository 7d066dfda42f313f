package io.concordat.simulation;

import io.concordat.bytes.Bytes;
import io.concordat.crypto.Ed25519Signer;
import io.concordat.crypto.Ed25519Verifier;
import io.concordat.crypto.Signer;
import io.concordat.crypto.Verifier;

/** How simulated nodes and clients, which are numbered, sign. Stateless, thread-safe. */
public enum Signatures {
    /** Keyed hashes, which cost nothing: nobody in the simulator tries to forge them. */
    HASHES {
        @Override
        public Signer signer(long number) {
            return new KeyedHashSigner(KeyedHashSigner.keyOf(number));
        }

        @Override
        public Verifier verifier() {
            return KeyedHashSigner.verifier();
        }
    },
    /** As in production, and many times as slow. */
    ED25519 {
        @Override
        public Signer signer(long number) {
            return new Ed25519Signer(KeyedHashSigner.keyOf(number));
        }

        @Override
        public Verifier verifier() {
            return new Ed25519Verifier();
        }
    };

    public abstract Signer signer(long number);

    public abstract Verifier verifier();

    public Bytes keyOf(long number) {
        return signer(number).publicKey();
    }
}
