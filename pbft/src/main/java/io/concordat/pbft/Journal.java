package io.concordat.pbft;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.protocol.RecordKey;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import org.jspecify.annotations.Nullable;

/**
 * What this member must remember of its own words, as records: four places for each slot, a few for the view. Each
 * holds the signed bytes, so that a restart repeats them exactly.
 */
final class Journal {
    private static final int VIEW_CHANGE = 0;
    private static final int NEW_VIEW = 1;
    private static final int STABLE = 2;
    private static final int MARKED = 3;
    /** Places of a slot. */
    private static final int ACCEPTED = 0;

    private static final int PREPARED = 1;
    private static final int CHECKPOINT = 2;
    private static final int OTHER_BODY = 3;
    private static final int PLACES = 4;

    private Journal() {}

    /** A proposal accepted, and the PREPARE given for it (none by its own primary); its batch is a body. */
    static RecordOp.Put accepted(Statement proposal, @Nullable Statement prepare) {
        ByteWriter out = new ByteWriter(2 * Statement.LENGTH + 8);
        proposal.encode(out);
        out.u8(prepare == null ? 0 : 1);
        if (prepare != null) {
            prepare.encode(out);
        }
        return put(slot(proposal.index(), ACCEPTED), proposal, out);
    }

    /** The batch of {@code proposal} where the slot's body is that of another one, which is still asked for. */
    static RecordOp.Put otherBody(Statement proposal, Batch batch) {
        return put(
                slot(proposal.index(), OTHER_BODY), proposal, new ByteWriter(batch.size() + 4).sized(batch.encoded()));
    }

    static RecordOp.Put prepared(PreparedCertificate certificate, Statement commit) {
        ByteWriter out = new ByteWriter(1_024);
        certificate.encode(out);
        commit.encode(out);
        return put(slot(certificate.index(), PREPARED), commit, out);
    }

    static RecordOp.Put checkpoint(Checkpoint own) {
        return put(slot(own.index(), CHECKPOINT), own.statement(), new ByteWriter(256).sized(own.body()));
    }

    static RecordOp.Put viewChange(ViewChange own) {
        ByteWriter out = new ByteWriter(1_024);
        own.statement().encode(out);
        return put(VIEW_CHANGE, own.statement(), out.sized(own.payload().get(0)));
    }

    static RecordOp.Put newView(NewView view) {
        ByteWriter out = new ByteWriter(2_048);
        view.statement().encode(out);
        return put(NEW_VIEW, view.statement(), out.sized(view.payload().get(0)));
    }

    static RecordOp.Put stable(CheckpointCertificate certificate) {
        return put(STABLE, certificate);
    }

    /** The proof of the snapshot that the log's beginning counts on: with it others can be given that snapshot. */
    static RecordOp.Put marked(CheckpointCertificate certificate) {
        return put(MARKED, certificate);
    }

    private static RecordOp.Put put(long place, CheckpointCertificate certificate) {
        ByteWriter out = new ByteWriter(512);
        certificate.encode(out);
        RecordKey key = new RecordKey(RecordKind.OWN_MESSAGE, place);
        return new RecordOp.Put(key, 0, certificate.digest(), out.toBytes());
    }

    static RecordOp.Put decided(CommitCertificate certificate) {
        ByteWriter out = new ByteWriter(512);
        certificate.encode(out);
        RecordKey key = new RecordKey(RecordKind.CERTIFICATE, certificate.index());
        return new RecordOp.Put(key, certificate.view(), certificate.digest(), out.toBytes());
    }

    /** Both statements: proof that their signer lied, kept for good. */
    static RecordOp.Put evidence(Statement one, Statement other) {
        ByteWriter out = new ByteWriter(2 * Statement.LENGTH);
        one.encode(out);
        other.encode(out);
        // One per slot and phase is proof enough, and bounds what a liar can make us keep.
        RecordKey key =
                new RecordKey(RecordKind.EVIDENCE, one.index() * 8 + one.phase().code());
        return new RecordOp.Put(key, one.view(), one.digest(), out.toBytes());
    }

    /** Forgets the words about slots up to {@code stable}. */
    static RecordOp.Delete forget(long from, long stable) {
        return new RecordOp.Delete(RecordKind.OWN_MESSAGE, slot(from, ACCEPTED), slot(stable + 1, ACCEPTED));
    }

    static long acceptedPlace(long index) {
        return slot(index, ACCEPTED);
    }

    static long otherBodyPlace(long index) {
        return slot(index, OTHER_BODY);
    }

    static long preparedPlace(long index) {
        return slot(index, PREPARED);
    }

    static long checkpointPlace(long index) {
        return slot(index, CHECKPOINT);
    }

    static long viewChangePlace() {
        return VIEW_CHANGE;
    }

    static long newViewPlace() {
        return NEW_VIEW;
    }

    static long stablePlace() {
        return STABLE;
    }

    static long markedPlace() {
        return MARKED;
    }

    private static long slot(long index, int place) {
        // Index 1 is where all start and is never agreed on, so the first places are free for the view.
        return index * PLACES + place;
    }

    private static RecordOp.Put put(long place, Statement statement, ByteWriter payload) {
        RecordKey key = new RecordKey(RecordKind.OWN_MESSAGE, place);
        return new RecordOp.Put(key, statement.view(), statement.digest(), payload.toBytes());
    }

    /** What a record of an earlier life says, told one by one. */
    interface Reader {
        void accepted(Statement proposal, @Nullable Statement prepare);

        /** A batch whose record claims {@code digest}. */
        void body(Batch batch, Hash digest);

        void otherBody(Batch batch);

        void prepared(PreparedCertificate certificate, Statement commit);

        void checkpoint(Checkpoint own);

        void viewChange(ViewChange own);

        void newView(NewView view);

        void stable(CheckpointCertificate certificate);

        void marked(CheckpointCertificate certificate);
    }

    static void read(RecordOp.Put record, Limits limits, Reader to) throws MalformedException {
        if (record.key().kind() == RecordKind.BODY) {
            Batch batch = Batch.decode(record.payload(), limits);
            if (batch.index() != record.key().index()) {
                throw new MalformedException("the body of slot " + batch.index());
            }
            to.body(batch, record.hash());
            return;
        }
        ByteReader in = new ByteReader(record.payload());
        long place = record.key().index();
        if (place >= PLACES) {
            readSlot((int) (place % PLACES), in, limits, to);
        } else if (place == VIEW_CHANGE) {
            Statement statement = Statement.decode(in);
            to.viewChange(ViewChangeContents.decode(statement, in.sized(in.remaining())));
        } else if (place == NEW_VIEW) {
            Statement statement = Statement.decode(in);
            to.newView(NewViewContents.decode(statement, in.sized(in.remaining())));
        } else if (place == STABLE) {
            to.stable(CheckpointCertificate.decode(in));
        } else {
            to.marked(CheckpointCertificate.decode(in));
        }
        in.end();
    }

    private static void readSlot(int place, ByteReader in, Limits limits, Reader to) throws MalformedException {
        if (place == ACCEPTED) {
            Statement proposal = Statement.decode(in);
            to.accepted(proposal, has(in) ? Statement.decode(in) : null);
        } else if (place == PREPARED) {
            to.prepared(PreparedCertificate.decode(in), Statement.decode(in));
        } else if (place == OTHER_BODY) {
            to.otherBody(Batch.decode(in.sized(in.remaining()), limits));
        } else {
            ByteReader body = new ByteReader(in.sized(in.remaining()));
            Statement statement = Statement.decode(body);
            Hash chain = new Hash(body.raw(Hash.LENGTH));
            Hash root = new Hash(body.raw(Hash.LENGTH));
            to.checkpoint(new Checkpoint(statement, chain, root, CheckpointCertificate.size(body)));
            body.end();
        }
    }

    private static boolean has(ByteReader in) throws MalformedException {
        int flag = in.u8();
        if (flag > 1) {
            throw new MalformedException("a flag of " + flag);
        }
        return flag == 1;
    }

    static CheckpointCertificate readMarked(Bytes payload) throws MalformedException {
        ByteReader in = new ByteReader(payload);
        CheckpointCertificate certificate = CheckpointCertificate.decode(in);
        in.end();
        return certificate;
    }

    static CommitCertificate readDecided(Bytes payload) throws MalformedException {
        ByteReader in = new ByteReader(payload);
        CommitCertificate certificate = CommitCertificate.decode(in);
        in.end();
        return certificate;
    }

    /** Whether a synced payload at {@link #acceptedPlace} holds this PREPARE, or one of a later view. */
    static boolean supportsPrepare(Bytes payload, Statement prepare) throws MalformedException {
        ByteReader in = new ByteReader(payload);
        Statement proposal = Statement.decode(in);
        Statement given = in.u8() == 1 ? Statement.decode(in) : null;
        return proposal.view() > prepare.view() || prepare.equals(given);
    }

    static boolean supportsCommit(Bytes payload, Statement commit) throws MalformedException {
        ByteReader in = new ByteReader(payload);
        PreparedCertificate certificate = PreparedCertificate.decode(in);
        Statement given = Statement.decode(in);
        boolean proved =
                certificate.view() == commit.view() && certificate.digest().equals(commit.digest());
        return certificate.view() > commit.view() || (proved && given.equals(commit));
    }

    static long viewOf(Bytes payload) throws MalformedException {
        return Statement.decode(new ByteReader(payload)).view();
    }

    static long stableOf(Bytes payload) throws MalformedException {
        return CheckpointCertificate.decode(new ByteReader(payload)).index();
    }
}
