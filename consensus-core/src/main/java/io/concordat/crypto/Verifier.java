package io.concordat.crypto;

import io.concordat.bytes.Bytes;

/** Checks signatures. Thread-safe, stateless but for counters. */
public interface Verifier {
    boolean verify(Bytes publicKey, Bytes message, Bytes signature);
}
