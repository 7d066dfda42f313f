package io.concordat.pbft.byzantine;

import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.pbft.CheckpointCertificate;
import io.concordat.pbft.Forge;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.pbft.Phase;
import io.concordat.protocol.Message;
import java.util.List;

/** B16: views and slots nobody will see, which a careless receiver keeps in memory. */
final class FarFuture extends Behaviour {
    private static final int PERCENT = 20;
    private static final long FAR = 1L << 40;

    @Override
    void ticks(Liar liar) {
        for (int to : liar.others()) {
            if (liar.chance(PERCENT)) {
                liar.send(to, next(liar));
            }
        }
    }

    private static Message next(Liar liar) {
        Forge forge = liar.forge();
        long slot = liar.executed() + 129 + (liar.number() & (liar.chance(50) ? 0xFF : FAR - 1));
        long view = liar.view() + 1 + (liar.number() & (liar.chance(50) ? 3 : FAR - 1));
        return switch (liar.below(6)) {
            case 0 -> new Vote(forge.say(Phase.PREPARE, liar.view(), slot, liar.anyHash()));
            case 1 -> new Vote(forge.say(Phase.COMMIT, view, slot, liar.anyHash()));
            case 2 -> forge.change(view, 1, null, List.of());
            case 3 -> forge.newView(view, List.of(forge.change(view, 1, null, List.of())));
            case 4 -> {
                long at = slot / 64 * 64;
                Hash hash = liar.anyHash();
                yield new Checkpoint(
                        forge.say(Phase.CHECKPOINT, 0, at, CheckpointCertificate.digest(at, hash, hash, 1)),
                        hash,
                        hash,
                        1);
            }
            default -> forge.proposal(liar.chance(50) ? liar.view() : view, Batch.of(slot, 0, 0, List.of()));
        };
    }
}
