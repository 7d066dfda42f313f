package io.concordat.pbft.byzantine;

import io.concordat.net.Transport;
import io.concordat.protocol.Attestation;
import io.concordat.protocol.MessageCodec;
import io.concordat.protocol.PromiseRules;
import io.concordat.protocol.ProofRules;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.ReplyRule;
import io.concordat.replica.HostSetup;
import java.util.List;

/** Turns an honest node into a liar: its protocol and its wires, nothing else of it. */
public final class Turned {
    private Turned() {}

    /** {@code setup} with these behaviours, the first nearest to the honest replica. */
    public static HostSetup host(HostSetup setup, List<Byzantine> kinds, Conspiracy conspiracy) {
        Transport transport = setup.transport();
        for (Byzantine kind : kinds) {
            transport = kind.behave().around(transport, () -> conspiracy.deeds().done(kind));
        }
        return new HostSetup(
                setup.self(),
                setup.cluster(),
                setup.genesis(),
                setup.signing(),
                setup.settings(),
                setup.limits(),
                new Factory(setup.protocol(), List.copyOf(kinds), conspiracy),
                setup.groups(),
                setup.disk(),
                transport,
                setup.runtime(),
                setup.signer(),
                setup.verifier(),
                setup.facts());
    }

    private record Factory(ProtocolFactory honest, List<Byzantine> kinds, Conspiracy conspiracy)
            implements ProtocolFactory {
        @Override
        public String name() {
            return honest.name();
        }

        @Override
        public Protocol start(ProtocolStart start) {
            return new ByzantineProtocol(start, honest, kinds, conspiracy);
        }

        @Override
        public MessageCodec codec() {
            return honest.codec();
        }

        @Override
        public MessageCodec codec(Attestation attestation) {
            return honest.codec(attestation);
        }

        @Override
        public long bodiesAfter(List<RecordOp.Put> ownWords) {
            return honest.bodiesAfter(ownWords);
        }

        @Override
        public PromiseRules promises() {
            return honest.promises();
        }

        @Override
        public ProofRules proofs() {
            return honest.proofs();
        }

        @Override
        public ReplyRule replies() {
            return honest.replies();
        }

        @Override
        public boolean compacts() {
            return honest.compacts();
        }
    }
}
