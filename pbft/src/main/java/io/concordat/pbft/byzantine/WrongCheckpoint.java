package io.concordat.pbft.byzantine;

import io.concordat.bytes.Hash;
import io.concordat.pbft.CheckpointCertificate;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.Phase;
import io.concordat.protocol.Effect;

/** B11: says of its state what is not so: to each another root, to some the true one as well. */
final class WrongCheckpoint extends Behaviour {
    private static final int BOTH_PERCENT = 50;

    @Override
    void says(Effect.Send send, Liar liar) {
        if (!(send.message() instanceof Checkpoint own)) {
            liar.pass(send);
            return;
        }
        if (liar.chance(BOTH_PERCENT)) {
            liar.pass(send);
        }
        Hash root = liar.anyHash();
        Hash digest = CheckpointCertificate.digest(own.index(), own.chain(), root, own.bytes());
        liar.instead(
                send,
                new Checkpoint(
                        liar.forge().say(Phase.CHECKPOINT, 0, own.index(), digest), own.chain(), root, own.bytes()));
    }
}
