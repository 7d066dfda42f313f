package io.concordat.pbft.byzantine;

import io.concordat.bytes.Hash;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.pbft.Phase;
import io.concordat.pbft.Statement;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * B21: small changes of what it says anyway, signed again: a view or slot by one up or down, the other phase, the
 * digest of a word before, a certificate less.
 */
final class Mutation extends Behaviour {
    private static final int PERCENT = 20;

    private Hash before = Hash.ZERO;

    @Override
    void says(Effect.Send send, Liar liar) {
        liar.pass(send);
        if (liar.chance(PERCENT)) {
            Message other = mutant(send.message(), liar);
            if (other != null) {
                liar.instead(send, other);
            }
        }
    }

    private @Nullable Message mutant(Message message, Liar liar) {
        if (message instanceof Vote vote) {
            return new Vote(mutant(vote.statement(), liar));
        }
        if (message instanceof PrePrepare proposal) {
            return new PrePrepare(mutant(proposal.statement(), liar), proposal.batch());
        }
        if (message instanceof Checkpoint checkpoint) {
            return new Checkpoint(
                    mutant(checkpoint.statement(), liar), checkpoint.chain(), checkpoint.root(), checkpoint.bytes());
        }
        if (message instanceof ViewChange change) {
            return mutant(change, liar);
        }
        return null;
    }

    private Statement mutant(Statement own, Liar liar) {
        long step = liar.chance(50) ? 1 : -1;
        Phase phase = own.phase();
        long view = own.view();
        long index = own.index();
        Hash digest = own.digest();
        switch (liar.below(4)) {
            case 0 -> view = Math.max(0, view + step);
            case 1 -> index = Math.max(0, index + step);
            case 2 -> phase = phase == Phase.PREPARE ? Phase.COMMIT : phase == Phase.COMMIT ? Phase.PREPARE : phase;
            default -> digest = before;
        }
        before = own.digest();
        return liar.forge().say(phase, view, index, digest);
    }

    private static Message mutant(ViewChange own, Liar liar) {
        List<io.concordat.pbft.PreparedCertificate> prepared = new ArrayList<>(own.prepared());
        long view = own.statement().view();
        long index = own.statement().index();
        switch (liar.below(3)) {
            case 0 -> view = Math.max(1, view + (liar.chance(50) ? 1 : -1));
            case 1 -> index = Math.max(0, index + (liar.chance(50) ? 64 : -64));
            default -> {
                if (!prepared.isEmpty()) {
                    prepared.remove(liar.below(prepared.size()));
                }
            }
        }
        return liar.forge().change(view, index, own.stable(), prepared);
    }
}
