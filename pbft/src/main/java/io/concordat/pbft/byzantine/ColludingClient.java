package io.concordat.pbft.byzantine;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.crypto.Signer;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.pbft.PbftMessage.Body;
import io.concordat.pbft.PbftMessage.Forward;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * B18: a client and a replica in league. The client gives two commands one number, one to some and the other to the
 * rest; the replica shows clients' bundles to half of the members under signatures that are none. Digests do not cover
 * signatures, so both halves see the same proposal.
 */
final class ColludingClient extends Behaviour {
    private static final int PERCENT = 30;
    private static final int PAIRS_PERCENT = 5;
    private static final long TIME_TO_LIVE = 60_000_000_000L;

    private long numbered;
    private Bytes session = Bytes.EMPTY;

    @Override
    void says(Effect.Send send, Liar liar) {
        Message message = send.message();
        if (!liar.otherHalf(send.to()) || !liar.chance(PERCENT)) {
            liar.pass(send);
        } else if (message instanceof PrePrepare m && !m.batch().bundles().isEmpty()) {
            liar.instead(send, new PrePrepare(m.statement(), spoilt(m.batch(), liar)));
        } else if (message instanceof Body m && !m.batch().bundles().isEmpty()) {
            liar.instead(send, new Body(spoilt(m.batch(), liar), m.digest()));
        } else if (message instanceof Forward m) {
            liar.instead(send, new Forward(spoilt(m.bundle(), liar)));
        } else {
            liar.pass(send);
        }
    }

    private static Batch spoilt(Batch batch, Liar liar) {
        List<Bundle> bundles = new ArrayList<>(batch.bundles());
        int which = liar.below(bundles.size());
        bundles.set(which, spoilt(bundles.get(which), liar));
        return Batch.of(batch.index(), batch.proposedNanos(), batch.wallMillis(), bundles);
    }

    /** The same header and payload under other 64 bytes. */
    private static Bundle spoilt(Bundle bundle, Liar liar) {
        ByteReader in = new ByteReader(bundle.encoded());
        try {
            Bytes header = in.sized(bundle.encoded().length());
            byte[] signature = in.sized(bundle.encoded().length()).toArray();
            Bytes payload = in.sized(bundle.encoded().length());
            if (signature.length > 0) {
                signature[liar.below(signature.length)] ^= 1;
            }
            Bytes other = new ByteWriter(bundle.encoded().length())
                    .sized(header)
                    .sized(Bytes.wrap(signature))
                    .sized(payload)
                    .toBytes();
            return Bundle.decode(other, liar.start().limits());
        } catch (MalformedException e) {
            throw new IllegalStateException("a bundle that was decoded once", e);
        }
    }

    @Override
    void ticks(Liar liar) {
        Accomplice client = liar.conspiracy().accomplice();
        if (client == null || !liar.chance(PAIRS_PERCENT)) {
            return;
        }
        Signer key = client.key();
        GroupContext context = liar.forge().context();
        if (session.isEmpty()) {
            Bytes nonce = liar.anyHash().bytes().slice(0, 16);
            session = Bundle.sessionId(key.publicKey(), nonce);
            Bundle.Identity opener = new Bundle.Identity(context.cluster(), context.group(), session, key.publicKey());
            liar.sendAll(new Forward(Bundle.open(opener, nonce, TIME_TO_LIVE, key::sign)));
            return;
        }
        Bundle.Identity from = new Bundle.Identity(context.cluster(), context.group(), session, key.publicKey());
        numbered++;
        Bundle one = Bundle.commands(from, numbered, List.of(client.commands().get()), 0, 0, key::sign);
        Bundle two = Bundle.commands(from, numbered, List.of(client.commands().get()), 0, 0, key::sign);
        for (int to : liar.others()) {
            liar.send(to, new Forward(liar.otherHalf(to) ? one : two));
        }
    }
}
