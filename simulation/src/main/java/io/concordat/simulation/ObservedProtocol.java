package io.concordat.simulation;

import io.concordat.config.Settings;
import io.concordat.protocol.Attestation;
import io.concordat.protocol.Effects;
import io.concordat.protocol.Event;
import io.concordat.protocol.MessageCodec;
import io.concordat.protocol.PromiseRules;
import io.concordat.protocol.ProofRules;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.ProtocolStatus;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Relevance;
import io.concordat.protocol.ReplyRule;
import java.util.List;

/** The real protocol with a witness behind it, who sees what every step asks for. */
final class ObservedProtocol implements Protocol {
    private final Protocol protocol;
    private final NodeWatch watch;

    private ObservedProtocol(Protocol protocol, NodeWatch watch) {
        this.protocol = protocol;
        this.watch = watch;
    }

    @Override
    public void step(long now, Event event, Effects out) {
        protocol.step(now, event, out);
        watch.stepped(event, out.list());
    }

    @Override
    public ProtocolStatus status() {
        return protocol.status();
    }

    @Override
    public boolean proposable() {
        return protocol.proposable();
    }

    @Override
    public Relevance relevance() {
        return protocol.relevance();
    }

    @Override
    public long proposableTime(long now) {
        return protocol.proposableTime(now);
    }

    /** {@code factory} for one node, observed. */
    static ProtocolFactory of(ProtocolFactory factory, NodeWatch watch) {
        return new ProtocolFactory() {
            @Override
            public String name() {
                return factory.name();
            }

            @Override
            public Protocol start(ProtocolStart start) {
                ObservedProtocol observed = new ObservedProtocol(factory.start(start), watch);
                watch.started(start, observed);
                return observed;
            }

            @Override
            public MessageCodec codec() {
                return factory.codec();
            }

            @Override
            public MessageCodec codec(Attestation attestation) {
                return factory.codec(attestation);
            }

            @Override
            public ReplyRule replies() {
                return factory.replies();
            }

            @Override
            public long bodiesAfter(List<RecordOp.Put> ownWords) {
                return factory.bodiesAfter(ownWords);
            }

            @Override
            public PromiseRules promises() {
                return factory.promises();
            }

            @Override
            public ProofRules proofs() {
                return factory.proofs();
            }

            @Override
            public int snapshotStride(Settings settings) {
                return factory.snapshotStride(settings);
            }

            @Override
            public boolean compacts() {
                return factory.compacts();
            }
        };
    }
}
