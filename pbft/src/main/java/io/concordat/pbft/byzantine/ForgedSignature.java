package io.concordat.pbft.byzantine;

import io.concordat.bytes.Bytes;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.pbft.Statement;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Message;

/** B7: its own words, again under a signature that is none. */
final class ForgedSignature extends Behaviour {
    private static final int PERCENT = 20;

    @Override
    void says(Effect.Send send, Liar liar) {
        liar.pass(send);
        Message forged = forged(send.message(), liar.below(64));
        if (forged != null && liar.chance(PERCENT)) {
            liar.instead(send, forged);
        }
    }

    private static @org.jspecify.annotations.Nullable Message forged(Message message, int place) {
        if (message instanceof Vote m) {
            return new Vote(forged(m.statement(), place));
        } else if (message instanceof PrePrepare m) {
            return new PrePrepare(forged(m.statement(), place), m.batch());
        } else if (message instanceof Checkpoint m) {
            return new Checkpoint(forged(m.statement(), place), m.chain(), m.root(), m.bytes());
        }
        return null;
    }

    private static Statement forged(Statement s, int place) {
        byte[] bits = s.signature().toArray();
        bits[place] ^= 4;
        return new Statement(s.phase(), s.view(), s.index(), s.digest(), s.signer(), Bytes.wrap(bits));
    }
}
