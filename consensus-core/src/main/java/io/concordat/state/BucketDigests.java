package io.concordat.state;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;

/** The lowest level of the Merkle tree: one digest per bucket, zeros for an empty one. They determine the root. */
public record BucketDigests(Bytes all) {
    public static final int BUCKETS = Page.WIDTH * Page.WIDTH;
    public static final int LENGTH = BUCKETS * Hash.LENGTH;

    public BucketDigests {
        if (all.length() != LENGTH) {
            throw new IllegalArgumentException("digests have " + LENGTH + " bytes, not " + all.length());
        }
    }

    public Hash root() {
        return StateDigest.root(this);
    }

    Bytes of(int bucket) {
        return all.slice(bucket * Hash.LENGTH, Hash.LENGTH);
    }
}
