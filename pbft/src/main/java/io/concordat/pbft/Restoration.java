package io.concordat.pbft;

import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.log.Batch;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.RecordOp;
import io.concordat.runtime.Invariant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a replica back to where its own records say it was: what it has signed, accepted and proved. */
final class Restoration implements Journal.Reader {
    private final PbftCore core;
    private final Checkpoints checkpoints;
    private final ViewChanger changer;
    private final Compaction compaction;
    private @Nullable NewView begun;

    Restoration(PbftCore core, Checkpoints checkpoints, ViewChanger changer, Compaction compaction) {
        this.core = core;
        this.compaction = compaction;
        this.checkpoints = checkpoints;
        this.changer = changer;
    }

    void restore(ProtocolStart start) {
        for (RecordOp.Put record : start.ownWords()) {
            try {
                Journal.read(record, start.limits(), this);
            } catch (MalformedException e) {
                throw new Invariant.Violation("an own record cannot be read back: " + e.getMessage());
            }
        }
        NewView view = begun;
        if (view != null && view.statement().view() == core.view().number()) {
            for (Statement proposal : view.proposals()) {
                if (core.slots().inWindow(proposal.index())
                        && core.slots().at(proposal.index()).proposalOf(proposal.view()) == null) {
                    core.slots().at(proposal.index()).accept(proposal);
                }
            }
        }
    }

    /** The view an own record says this member was in: whether it had begun there. */
    static boolean wasActive(ProtocolStart start) {
        boolean[] begun = {start.hardState().term() == 0};
        for (RecordOp.Put record : start.ownWords()) {
            if (record.key().index() == Journal.newViewPlace()
                    && record.term() == start.hardState().term()) {
                begun[0] = true;
            }
        }
        return begun[0];
    }

    /**
     * Whether the words by which this member came to its view are there. A view stands in the watermark too, its words
     * only in the log: a log that lost its last write knows the view and not what was said about it.
     */
    static boolean remembersView(ProtocolStart start) {
        long view = start.hardState().term();
        boolean[] said = {view == 0};
        for (RecordOp.Put record : start.ownWords()) {
            long place = record.key().index();
            said[0] |= record.term() == view && (place == Journal.viewChangePlace() || place == Journal.newViewPlace());
        }
        return said[0];
    }

    /** The stable checkpoint of the life before; what cannot be read is told when it is restored. */
    static long stable(List<RecordOp.Put> ownWords) {
        for (RecordOp.Put record : ownWords) {
            if (record.key().index() == Journal.stablePlace()) {
                try {
                    return Journal.stableOf(record.payload());
                } catch (MalformedException e) {
                    return 0;
                }
            }
        }
        return 0;
    }

    private void own(@Nullable Statement statement) {
        if (statement != null && statement.signer() == core.self()) {
            core.guard().remember(statement);
        }
    }

    @Override
    public void accepted(Statement proposal, @Nullable Statement prepare) {
        if (!core.slots().inWindow(proposal.index())) {
            return;
        }
        Slot slot = core.slots().at(proposal.index());
        slot.accept(proposal);
        own(proposal);
        own(prepare);
        if (prepare != null) {
            slot.ownPrepare(prepare);
        }
    }

    @Override
    public void body(Batch batch, Hash digest) {
        if (core.slots().inWindow(batch.index())) {
            Slot slot = core.slots().at(batch.index());
            slot.hold(digest, batch);
            slot.stored(digest);
        }
    }

    @Override
    public void otherBody(Batch batch) {
        if (core.slots().inWindow(batch.index())) {
            core.slots().at(batch.index()).hold(batch.digest(core.context()), batch);
        }
    }

    @Override
    public void prepared(PreparedCertificate certificate, Statement commit) {
        if (!core.slots().inWindow(certificate.index())) {
            return;
        }
        Slot slot = core.slots().at(certificate.index());
        slot.prepared(certificate);
        own(commit);
        slot.ownCommit(commit, 0);
    }

    @Override
    public void checkpoint(Checkpoint own) {
        if (own.index() > core.slots().low()) {
            own(own.statement());
            checkpoints.restored(own);
        }
    }

    @Override
    public void viewChange(ViewChange own) {
        own(own.statement());
        if (own.statement().view() == core.view().number()) {
            changer.restored(own);
        }
    }

    @Override
    public void newView(NewView view) {
        own(view.statement());
        if (view.statement().view() == core.view().number()) {
            begun = view;
            changer.restored(view);
        }
    }

    @Override
    public void marked(CheckpointCertificate certificate) {
        compaction.restored(certificate);
    }

    @Override
    public void stable(CheckpointCertificate certificate) {
        checkpoints.restored(certificate);
        core.slots().raise(certificate.index());
        core.guard().close(certificate.index());
    }
}
