package io.concordat.pbft;

import io.concordat.config.Settings;
import io.concordat.protocol.Attestation;
import io.concordat.protocol.MessageCodec;
import io.concordat.protocol.PromiseRules;
import io.concordat.protocol.ProofRules;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.ReplyRule;
import java.util.List;

/** How PBFT joins a program. Thread-safe. */
public final class PbftFactory implements ProtocolFactory {
    @Override
    public String name() {
        return "pbft";
    }

    @Override
    public Protocol start(ProtocolStart start) {
        return new PbftProtocol(start);
    }

    @Override
    public MessageCodec codec() {
        return new PbftCodec(null);
    }

    @Override
    public MessageCodec codec(Attestation attestation) {
        return new PbftCodec(new SignatureChecks(attestation));
    }

    @Override
    public long bodiesAfter(List<RecordOp.Put> ownWords) {
        return Restoration.stable(ownWords);
    }

    @Override
    public PromiseRules promises() {
        return new PbftPromises();
    }

    @Override
    public ProofRules proofs() {
        return new PbftProofs();
    }

    @Override
    public boolean compacts() {
        return true;
    }

    /** Checkpoints prove what the state is. */
    @Override
    public int snapshotStride(Settings settings) {
        return PbftConfig.checkpointEvery(settings);
    }

    @Override
    public ReplyRule replies() {
        return ReplyRule.OF_EQUALS;
    }
}
