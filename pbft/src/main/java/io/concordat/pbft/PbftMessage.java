package io.concordat.pbft;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.net.Lane;
import io.concordat.protocol.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything PBFT replicas say to each other. Promises are statements, signed in themselves, so the envelope around
 * them bears no signature; {@code docs/protocol-pbft.md} tabulates who says what when, and what must be on disk first.
 */
public sealed interface PbftMessage extends Message
        permits PbftMessage.Signed,
                PbftMessage.Beat,
                PbftMessage.Fetch,
                PbftMessage.Body,
                PbftMessage.Decided,
                PbftMessage.Stable,
                Offer,
                PbftMessage.Forward,
                PbftMessage.RecallRequest,
                PbftMessage.RecallReply {
    @Override
    default Lane lane() {
        return Lane.CONTROL;
    }

    @Override
    default boolean signed() {
        return false;
    }

    @Override
    default Bytes body() {
        return Bytes.EMPTY;
    }

    /** A message that is one statement, and what its digest stands for. */
    sealed interface Signed extends PbftMessage {
        Statement statement();

        @Override
        default long term() {
            return statement().view();
        }

        @Override
        default long index() {
            return statement().index();
        }

        @Override
        default Bytes body() {
            return statement().encoded();
        }
    }

    /** The primary gives a batch a slot. In one lane with NEW-VIEW, without which it means nothing. */
    record PrePrepare(Statement statement, Batch batch) implements Signed {
        static final int KIND = 1;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public Lane lane() {
            return Lane.REPLICATION;
        }

        @Override
        public List<Bytes> payload() {
            return List.of(batch.encoded());
        }

        @Override
        public String toString() {
            return statement.toString();
        }
    }

    /** PREPARE or COMMIT. */
    record Vote(Statement statement) implements Signed {
        static final int KIND = 2;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public String toString() {
            return statement.toString();
        }
    }

    record Checkpoint(Statement statement, Hash chain, Hash root, long bytes) implements Signed {
        static final int KIND = 3;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public Bytes body() {
            ByteWriter out = new ByteWriter(Statement.LENGTH + 2 * Hash.LENGTH + 8);
            statement.encode(out);
            return out.raw(chain.bytes()).raw(root.bytes()).u64(bytes).toBytes();
        }
    }

    record ViewChange(Statement statement, @Nullable CheckpointCertificate stable, List<PreparedCertificate> prepared)
            implements Signed {
        static final int KIND = 4;

        public ViewChange {
            prepared = List.copyOf(prepared);
        }

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public Lane lane() {
            return Lane.REPLICATION;
        }

        @Override
        public List<Bytes> payload() {
            return List.of(ViewChangeContents.encode(stable, prepared));
        }

        @Override
        public String toString() {
            return statement + " with " + prepared.size() + " prepared";
        }
    }

    /**
     * Opens a view.
     *
     * @param changes a quorum of VIEW-CHANGEs: whoever has them can recompute the rest
     * @param proposals the slots that had to be proposed again, ascending and without gaps
     */
    record NewView(Statement statement, List<ViewChange> changes, List<Statement> proposals) implements Signed {
        static final int KIND = 5;

        public NewView {
            changes = List.copyOf(changes);
            proposals = List.copyOf(proposals);
        }

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public Lane lane() {
            return Lane.REPLICATION;
        }

        @Override
        public List<Bytes> payload() {
            return List.of(NewViewContents.encode(changes, proposals));
        }

        @Override
        public String toString() {
            return statement + " of " + changes.size() + " with " + proposals.size() + " proposals";
        }
    }

    /**
     * "This is where I stand": sent all the time, so that whatever was lost is sent again by whoever has it.
     *
     * @param term the view
     * @param index executed
     * @param active whether the view has begun here
     * @param asks whether the receiver is asked for what follows {@code index}
     * @param waits whether its sender waits for a checkpoint: it lost its memory, or somebody wants a snapshot of it
     * @param silent whether its sender lost its memory: it promises nothing, and begins no view
     */
    record Beat(long term, long index, long stable, boolean active, boolean asks, boolean waits, boolean silent)
            implements PbftMessage {
        static final int KIND = 6;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public Bytes body() {
            return new ByteWriter(16)
                    .u64(stable)
                    .u8((active ? 1 : 0) | (asks ? 2 : 0) | (waits ? 4 : 0) | (silent ? 8 : 0))
                    .toBytes();
        }
    }

    /** Asks for a batch by its digest. */
    record Fetch(long index, Hash digest) implements PbftMessage {
        static final int KIND = 7;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public long term() {
            return 0;
        }

        @Override
        public Bytes body() {
            return digest.bytes();
        }
    }

    /** A batch that somebody asked for; its digest proves it. */
    record Body(Batch batch, Hash digest) implements PbftMessage {
        static final int KIND = 8;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public long term() {
            return 0;
        }

        @Override
        public long index() {
            return batch.index();
        }

        @Override
        public Lane lane() {
            return Lane.REPLICATION;
        }

        @Override
        public List<Bytes> payload() {
            return List.of(batch.encoded());
        }
    }

    /** A slot that is decided, with its proof; {@code more} when more of the kind can be had. */
    record Decided(CommitCertificate certificate, Batch batch, boolean more) implements PbftMessage {
        static final int KIND = 9;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public long term() {
            return certificate.view();
        }

        @Override
        public long index() {
            return certificate.index();
        }

        @Override
        public Lane lane() {
            return Lane.REPLICATION;
        }

        @Override
        public Bytes body() {
            ByteWriter out = new ByteWriter(512).u8(more ? 1 : 0);
            certificate.encode(out);
            return out.toBytes();
        }

        @Override
        public List<Bytes> payload() {
            return List.of(batch.encoded());
        }

        @Override
        public String toString() {
            return "DECIDED s" + index() + " " + certificate.digest() + (more ? " and more" : "");
        }
    }

    /** A stable checkpoint, for whoever missed the CHECKPOINTs. */
    record Stable(CheckpointCertificate certificate) implements PbftMessage {
        static final int KIND = 10;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public long term() {
            return 0;
        }

        @Override
        public long index() {
            return certificate.index();
        }

        @Override
        public Bytes body() {
            ByteWriter out = new ByteWriter(512);
            certificate.encode(out);
            return out.toBytes();
        }
    }

    /** A client's bundle that a backup has waited for: the primary may never have seen it. */
    record Forward(Bundle bundle) implements PbftMessage {
        static final int KIND = 11;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public long term() {
            return 0;
        }

        @Override
        public long index() {
            return 0;
        }

        @Override
        public List<Bytes> payload() {
            return List.of(bundle.encoded());
        }
    }

    /** "I may have forgotten what I promised: how far are you?" */
    record RecallRequest(long nonce) implements PbftMessage {
        static final int KIND = 12;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public long term() {
            return 0;
        }

        @Override
        public long index() {
            return 0;
        }

        @Override
        public Bytes body() {
            return new ByteWriter(8).u64(nonce).toBytes();
        }
    }

    /** @param index the highest slot that its sender, or anybody it has heard, can have voted on */
    record RecallReply(long term, long index, long nonce) implements PbftMessage {
        static final int KIND = 13;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public Bytes body() {
            return new ByteWriter(8).u64(nonce).toBytes();
        }
    }
}
