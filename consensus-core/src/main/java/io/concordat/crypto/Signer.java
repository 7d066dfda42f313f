package io.concordat.crypto;

import io.concordat.bytes.Bytes;

/** Signs with one identity. Thread-safe. The seam for stub signatures in simulation and for remote signers. */
public interface Signer {
    /** 32 bytes. */
    Bytes publicKey();

    /** 64 bytes over {@code message}. */
    Bytes sign(Bytes message);
}
