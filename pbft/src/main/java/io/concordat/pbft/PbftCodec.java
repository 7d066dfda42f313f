package io.concordat.pbft;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.crypto.BadSignatureException;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.pbft.PbftMessage.Beat;
import io.concordat.pbft.PbftMessage.Body;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.PbftMessage.Decided;
import io.concordat.pbft.PbftMessage.Fetch;
import io.concordat.pbft.PbftMessage.Forward;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.RecallReply;
import io.concordat.pbft.PbftMessage.RecallRequest;
import io.concordat.pbft.PbftMessage.Stable;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.protocol.MessageCodec;
import io.concordat.protocol.SnapshotId;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to messages, off the loop: structure, lengths, digests against what they stand for, and every signature. What
 * depends on where the group stands is judged by the rules on the loop. Stateless, thread-safe.
 *
 * @param checks null for auditors, who look and need no proof
 */
record PbftCodec(@Nullable SignatureChecks checks) implements MessageCodec {
    private static final int MOST_BODY = 64 << 10;

    @Override
    public PbftMessage decode(
            GroupContext context, int kind, long term, long index, Bytes body, Bytes payload, Limits limits)
            throws MalformedException, BadSignatureException {
        // Nothing signed in one epoch counts in another.
        require(checks == null || checks.attestation().context().equals(context), "this group and its epoch");
        require(term >= 0 && term <= Statement.MOST, "a view in 0..2^62");
        require(index >= 0 && index <= Statement.MOST, "an index in 0..2^62");
        require(body.length() <= MOST_BODY, "a body of at most " + MOST_BODY + " bytes");
        ByteReader in = new ByteReader(body);
        PbftMessage message =
                switch (kind) {
                    case PrePrepare.KIND -> prePrepare(context, in, payload, limits);
                    case Vote.KIND -> vote(context, in);
                    case Checkpoint.KIND -> checkpoint(context, in);
                    case ViewChange.KIND -> viewChange(context, in, payload);
                    case NewView.KIND -> newView(context, in, payload);
                    case Decided.KIND -> decided(context, in, payload, limits);
                    case Stable.KIND -> new Stable(certificate(context, in));
                    case Offer.KIND -> offer(context, in);
                    case Forward.KIND -> forward(context, payload, limits);
                    case Body.KIND -> body(context, payload, limits);
                    default -> plain(context, kind, term, index, in, payload, limits);
                };
        in.end();
        require(message.term() == term && message.index() == index, "an envelope that names what it holds");
        require(payload.isEmpty() || !message.payload().isEmpty(), "no payload with kind " + kind);
        return message;
    }

    /** What proves nothing, or itself. */
    private static PbftMessage plain(
            GroupContext context, int kind, long term, long index, ByteReader in, Bytes payload, Limits limits)
            throws MalformedException {
        return switch (kind) {
            case Beat.KIND -> {
                long stable = in.u64();
                int flags = in.u8();
                require(stable >= 0 && stable <= Statement.MOST && flags < 16, "a beat");
                yield new Beat(
                        term, index, stable, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0);
            }
            case Fetch.KIND -> new Fetch(index, new Hash(in.raw(Hash.LENGTH)));
            case RecallRequest.KIND -> new RecallRequest(in.u64());
            case RecallReply.KIND -> new RecallReply(term, index, in.u64());
            default -> throw new MalformedException("unknown PBFT message kind " + kind);
        };
    }

    private PbftMessage prePrepare(GroupContext context, ByteReader in, Bytes payload, Limits limits)
            throws MalformedException, BadSignatureException {
        Statement statement = statement(context, in, Phase.PRE_PREPARE);
        Batch batch = batch(payload, limits);
        require(
                statement.index() == batch.index() && statement.digest().equals(batch.digest(context)),
                "the batch that is proposed");
        if (checks != null) {
            checks.check(context, batch);
        }
        return new PrePrepare(statement, batch);
    }

    private PbftMessage vote(GroupContext context, ByteReader in) throws MalformedException, BadSignatureException {
        Statement statement = Statement.decode(in);
        require(statement.phase() == Phase.PREPARE || statement.phase() == Phase.COMMIT, "PREPARE or COMMIT");
        check(context, statement);
        return new Vote(statement);
    }

    private PbftMessage checkpoint(GroupContext context, ByteReader in)
            throws MalformedException, BadSignatureException {
        Statement statement = statement(context, in, Phase.CHECKPOINT);
        Hash chain = new Hash(in.raw(Hash.LENGTH));
        Hash root = new Hash(in.raw(Hash.LENGTH));
        long bytes = CheckpointCertificate.size(in);
        Hash digest = CheckpointCertificate.digest(statement.index(), chain, root, bytes);
        require(statement.view() == 0 && statement.digest().equals(digest), "the checkpoint that is signed");
        return new Checkpoint(statement, chain, root, bytes);
    }

    private PbftMessage viewChange(GroupContext context, ByteReader in, Bytes payload)
            throws MalformedException, BadSignatureException {
        ViewChange change = ViewChangeContents.decode(Statement.decode(in), payload);
        if (checks != null) {
            checks.check(context, change);
        }
        return change;
    }

    private PbftMessage newView(GroupContext context, ByteReader in, Bytes payload)
            throws MalformedException, BadSignatureException {
        NewView view = NewViewContents.decode(Statement.decode(in), payload);
        if (checks != null) {
            checks.check(context, view);
        }
        return view;
    }

    private PbftMessage decided(GroupContext context, ByteReader in, Bytes payload, Limits limits)
            throws MalformedException, BadSignatureException {
        int more = in.u8();
        CommitCertificate certificate = CommitCertificate.decode(in);
        Batch batch = batch(payload, limits);
        require(
                more < 2
                        && certificate.index() == batch.index()
                        && certificate.digest().equals(batch.digest(context)),
                "the batch that is decided");
        if (checks != null) {
            checks.check(context, certificate.commits());
            checks.check(context, batch);
        }
        return new Decided(certificate, batch, more == 1);
    }

    private PbftMessage offer(GroupContext context, ByteReader in) throws MalformedException, BadSignatureException {
        CheckpointCertificate certificate = certificate(context, in);
        return new Offer(certificate, SnapshotId.decode(in));
    }

    private CheckpointCertificate certificate(GroupContext context, ByteReader in)
            throws MalformedException, BadSignatureException {
        CheckpointCertificate certificate = CheckpointCertificate.decode(in);
        if (checks != null) {
            checks.check(context, certificate.statements());
        }
        return certificate;
    }

    private PbftMessage forward(GroupContext context, Bytes payload, Limits limits)
            throws MalformedException, BadSignatureException {
        Bundle bundle = Bundle.decode(payload, limits);
        require(bundle.payloadIntact(), "payload that matches its digest");
        if (checks != null) {
            checks.check(context, bundle);
        }
        return new Forward(bundle);
    }

    /** Digests do not cover clients' signatures: whoever sends a batch may have put others in their place. */
    private PbftMessage body(GroupContext context, Bytes payload, Limits limits)
            throws MalformedException, BadSignatureException {
        Batch batch = batch(payload, limits);
        if (checks != null) {
            checks.check(context, batch);
        }
        return new Body(batch, batch.digest(context));
    }

    private Statement statement(GroupContext context, ByteReader in, Phase phase)
            throws MalformedException, BadSignatureException {
        Statement statement = Statement.decode(in);
        require(statement.phase() == phase, phase + ", not " + statement.phase());
        check(context, statement);
        return statement;
    }

    private void check(GroupContext context, Statement statement) throws BadSignatureException {
        if (checks != null) {
            checks.check(context, statement);
        }
    }

    private static Batch batch(Bytes payload, Limits limits) throws MalformedException {
        Batch batch = Batch.decode(payload, limits);
        require(batch.intact(), "payload that matches its digest in batch " + batch.index());
        return batch;
    }

    private static void require(boolean holds, String expected) throws MalformedException {
        if (!holds) {
            throw new MalformedException("expected " + expected);
        }
    }
}
