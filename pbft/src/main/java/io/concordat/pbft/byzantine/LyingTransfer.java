package io.concordat.pbft.byzantine;

import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.pbft.CheckpointCertificate;
import io.concordat.pbft.CommitCertificate;
import io.concordat.pbft.Offer;
import io.concordat.pbft.PbftMessage.Beat;
import io.concordat.pbft.PbftMessage.Body;
import io.concordat.pbft.PbftMessage.Decided;
import io.concordat.pbft.PbftMessage.Fetch;
import io.concordat.pbft.PbftMessage.RecallReply;
import io.concordat.pbft.PbftMessage.Stable;
import io.concordat.pbft.Phase;
import io.concordat.pbft.Statement;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.SnapshotId;
import java.util.Collections;
import java.util.List;

/**
 * B12: claims to be far ahead, or falls back, so that others ask it; then serves what is not so: other batches than the
 * proof's, proofs of one signature, checkpoints nobody signed, the same slot again and again with more to come.
 */
final class LyingTransfer extends Behaviour {
    private static final int AHEAD = 1_000;
    private static final int ENDLESS = 16;

    @Override
    Event hears(Event event, Liar liar) {
        if (event instanceof Event.Received received) {
            if (received.message() instanceof Beat beat && beat.asks()) {
                serve(received.sender(), beat.index() + 1, liar);
            } else if (received.message() instanceof Fetch fetch) {
                liar.send(received.sender(), new Body(batch(fetch.index(), liar), fetch.digest()));
            }
        }
        return event;
    }

    private static void serve(int to, long from, Liar liar) {
        for (int i = 0; i < ENDLESS; i++) {
            Batch batch = batch(from, liar);
            Statement alone = liar.forge()
                    .say(
                            Phase.COMMIT,
                            liar.view(),
                            from,
                            batch.digest(liar.forge().context()));
            int repeats = liar.forge().faults() * 2 + 1;
            CommitCertificate proof = new CommitCertificate(Collections.nCopies(liar.chance(50) ? repeats : 1, alone));
            liar.send(to, new Decided(proof, batch, true));
        }
        Statement claim = liar.forge().say(Phase.CHECKPOINT, 0, checkpointAfter(from), liar.anyHash());
        liar.send(
                to,
                new Stable(new CheckpointCertificate(
                        claim.index(), liar.anyHash(), liar.anyHash(), 1, List.of(claim, claim, claim))));
    }

    private static CheckpointCertificate other(CheckpointCertificate own) {
        return new CheckpointCertificate(
                own.index(), own.chain(), Hash.of(own.root().bytes()), own.bytes(), own.statements());
    }

    /** Of another content, or larger than what was signed. */
    private static Offer other(Offer own, Liar liar) {
        SnapshotId id = own.id();
        return new Offer(
                own.certificate(),
                new SnapshotId(
                        id.index(),
                        id.term(),
                        id.hash(),
                        id.root(),
                        liar.anyHash(),
                        liar.chance(50) ? id.bytes() : id.bytes() + liar.below(1 << 30),
                        id.chunks()));
    }

    private static long checkpointAfter(long index) {
        return (index / 64 + 1) * 64;
    }

    private static Batch batch(long index, Liar liar) {
        return Batch.of(Math.max(1, index), liar.below(1_000_000), liar.number() >>> 20, List.of());
    }

    @Override
    void says(Effect.Send send, Liar liar) {
        if (send.message() instanceof Beat beat) {
            long height = liar.chance(50) ? beat.index() + liar.below(AHEAD) : liar.below(AHEAD);
            liar.instead(
                    send,
                    new Beat(
                            beat.term(),
                            height,
                            beat.stable(),
                            beat.active(),
                            beat.asks(),
                            beat.waits(),
                            beat.silent()));
        } else if (send.message() instanceof Decided decided) {
            CommitCertificate proof = decided.certificate();
            liar.instead(send, new Decided(proof, batch(proof.index() + liar.below(2), liar), true));
        } else if (send.message() instanceof Stable stable) {
            liar.instead(send, new Stable(other(stable.certificate())));
        } else if (send.message() instanceof Offer offer) {
            liar.instead(
                    send, liar.chance(50) ? new Offer(other(offer.certificate()), offer.id()) : other(offer, liar));
        } else if (send.message() instanceof RecallReply reply) {
            liar.instead(send, new RecallReply(reply.term(), reply.index() * (1 + liar.below(AHEAD)), reply.nonce()));
        } else {
            liar.pass(send);
        }
    }
}
