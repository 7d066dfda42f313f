package io.concordat.membership;

import io.concordat.bytes.Bytes;

/** One node as the group knows it: a number never reused, and the Ed25519 public key (32 bytes) its promises bear. */
public record Member(int node, Bytes publicKey) {
    public Member {
        if (node <= 0) {
            throw new IllegalArgumentException("node numbers start at 1: " + node);
        }
        if (publicKey.length() != 32) {
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes, not " + publicKey.length());
        }
    }
}
