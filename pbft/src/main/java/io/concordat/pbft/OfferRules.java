package io.concordat.pbft;

import io.concordat.protocol.SnapshotId;
import io.concordat.snapshot.Chunk;
import io.concordat.state.BucketDigests;
import org.jspecify.annotations.Nullable;

/**
 * What makes a snapshot worth having: a quorum has signed its place, its state and its size (P51). What remains of its
 * sender's own word is how the state is cut in chunks; a lie about that is found out by the state's root, after at most
 * as many bytes as a quorum has signed.
 */
final class OfferRules {
    /** Each section of the state may end with a chunk that is not full. */
    private static final int MOST_SECTIONS = BucketDigests.BUCKETS + 1;

    private OfferRules() {}

    /** What is wrong, or null; signatures are checked elsewhere. */
    static @Nullable String flaw(CheckpointCertificate certificate, SnapshotId id, Quorums quorums) {
        String flaw = Certificates.flaw(certificate, quorums);
        if (flaw != null) {
            return flaw;
        }
        if (id.index() != certificate.index() || id.term() != 0 || !id.hash().equals(certificate.chain())) {
            return "it stands at " + id.place() + ", signed is " + certificate.index() + " " + certificate.chain();
        }
        if (!id.root().equals(certificate.root())) {
            return "its state is " + id.root() + ", signed is " + certificate.root();
        }
        if (id.bytes() != certificate.bytes() || id.chunks() > most(id.bytes())) {
            return id.bytes() + " bytes in " + id.chunks() + " chunks, signed are " + certificate.bytes() + " bytes";
        }
        return null;
    }

    private static long most(long bytes) {
        return bytes / Chunk.MOST + MOST_SECTIONS;
    }
}
