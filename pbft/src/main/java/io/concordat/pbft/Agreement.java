package io.concordat.pbft;

import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.pbft.PbftMessage.Body;
import io.concordat.pbft.PbftMessage.Decided;
import io.concordat.pbft.PbftMessage.Fetch;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.protocol.ClusterTime;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.HardState;
import io.concordat.protocol.RecordOp;
import io.concordat.runtime.Invariant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The three phases of one slot (OSDI'99 §4.2), many slots at a time. A backup accepts what its primary proposes and
 * says PREPARE; a quorum of acceptances is a certificate, and whoever holds it says COMMIT; a quorum of COMMITs
 * decides the slot for good, whatever view anybody is in.
 */
final class Agreement {
    private final PbftCore core;
    private final Execution execution;
    private final ClusterTime time;
    private final Requests requests;
    private final PrimaryPace pace;
    private long next;
    private long reproposed;
    private long declaredIn = -1;
    private long declaredSeq;

    Agreement(PbftCore core, Execution execution, ClusterTime time, Requests requests, PrimaryPace pace) {
        this.core = core;
        this.execution = execution;
        this.time = time;
        this.requests = requests;
        this.pace = pace;
        this.next = execution.executed() + 1;
    }

    /** Whether this member can propose now. */
    boolean proposable() {
        // What the view's beginning proposes again bears times of its own; a fresh one must not go back behind them.
        return core.view().leads()
                && execution.executed() >= reproposed
                && next - 1 - execution.executed() < core.config().open()
                && core.slots().inWindow(next)
                && !overtaken();
    }

    /** What this member would propose was decided without it: others are in a later view, of which it will hear. */
    private boolean overtaken() {
        Slot slot = core.slots().find(next);
        return next <= execution.executed() || (slot != null && slot.decided() != null);
    }

    void proposed(Event.Proposed event) {
        if (!proposable()) {
            core.out().add(new Effect.Refused(event.proposalId()));
            return;
        }
        long index = propose(requests.with(event.bundles()), event.wallMillis());
        core.out()
                .add(new Effect.Accepted(event.proposalId(), index, core.view().number()));
    }

    /** What only other members' clients wait for goes into a batch of its own. */
    void relay() {
        if (requests.relays() && proposable()) {
            propose(requests.with(List.of()), 0);
        }
    }

    /** Whether this member leads, and nothing is under way. */
    boolean idle() {
        return proposable() && next - 1 == execution.executed();
    }

    /** An empty slot, for somebody who waits for a checkpoint. */
    void favour() {
        propose(List.of(), 0);
    }

    private long propose(List<Bundle> bundles, long wallMillis) {
        long view = core.view().number();
        declare(view);
        Batch batch = Batch.of(next, time.at(core.now()), wallMillis, bundles);
        Statement statement = core.sign(Phase.PRE_PREPARE, view, next, batch.digest(core.context()));
        next++;
        // Free to leave before it is on disk: a primary that restarts proposes nothing more in its view.
        core.out().send(new PrePrepare(statement, batch), declaredSeq);
        accept(core.slots().at(statement.index()), statement, batch);
        return statement.index();
    }

    /** "I have proposed in this view" is on disk before the first proposal leaves. */
    private void declare(long view) {
        if (declaredIn != view) {
            declaredIn = view;
            declaredSeq = core.out().write(new HardState(view, core.self()));
        }
    }

    void received(int sender, PrePrepare message) {
        ProposalRules.Standing here = new ProposalRules.Standing(
                core.quorums(), core.view().number(), core.view().active(), core.self(), core.slots(), reproposed);
        if (core.drops(sender, ProposalRules.flaw(message, sender, here, time, core.now()))) {
            return;
        }
        Statement statement = message.statement();
        Slot slot = core.slots().at(statement.index());
        Statement accepted = slot.proposalOf(statement.view());
        if (accepted == null) {
            accept(slot, statement, message.batch());
        } else if (accepted.contradicts(statement)) {
            core.evidence(accepted, statement);
        } else if (slot.body(accepted.digest()) == null) {
            accept(slot, accepted, message.batch());
        }
    }

    /** The view has begun, and proposes this again; its batch may still have to be fetched. */
    private void adopt(Statement proposal) {
        if (!core.slots().inWindow(proposal.index())) {
            // Stable here already, or this member is far behind and will be told what was decided.
            return;
        }
        Slot slot = core.slots().at(proposal.index());
        Batch batch = slot.body(proposal.digest());
        if (batch == null && proposal.digest().equals(NullBatch.digest(proposal.index(), core.context()))) {
            batch = NullBatch.at(proposal.index());
        }
        if (batch != null) {
            accept(slot, proposal, batch);
        } else {
            slot.accept(proposal);
            core.out().send(new Fetch(proposal.index(), proposal.digest()), 0);
        }
    }

    /**
     * The log has moved to a snapshot: the slots after it are there to be agreed on, among them what {@code begun} has
     * proposed for them when they lay beyond the water marks here (P52).
     */
    void resume(@Nullable NewView begun) {
        next = Math.max(next, execution.executed() + 1);
        if (begun != null && core.view().active()) {
            for (Statement proposal : begun.proposals()) {
                Slot slot = core.slots().find(proposal.index());
                if (slot == null || slot.proposalOf(proposal.view()) == null) {
                    adopt(proposal);
                }
            }
        }
        if (execution.advance()) {
            next = Math.max(next, execution.executed() + 1);
        }
        relay();
    }

    /**
     * Nothing fresh is proposed up to where the view's beginning has settled the slots (P41): known before the first of
     * them is adopted, for whoever has decided that one already might propose the next afresh.
     */
    void viewBegins(long start, List<Statement> proposals, long now) {
        reproposed = start;
        for (Statement proposal : proposals) {
            reproposed = Math.max(reproposed, proposal.index());
        }
        next = Math.max(reproposed, execution.executed()) + 1;
        time.begin(now);
        pace.viewBegins();
        proposals.forEach(this::adopt);
    }

    private void accept(Slot slot, Statement proposal, Batch batch) {
        CommitCertificate decided = slot.decided();
        if (decided != null && !decided.digest().equals(proposal.digest())) {
            // A primary that a later view has left behind, or one that says two things: neither may stop this member.
            Invariant.check(
                    proposal.view() <= decided.view(),
                    "a later view proposes something else for a slot that is decided");
            return;
        }
        store(slot, proposal, batch);
        slot.accept(proposal);
        slot.hold(proposal.digest(), batch);
        if (slot.index() > execution.executed()) {
            pace.accepted(slot.index());
        }
        if (!core.view().votes()) {
            core.out().write(Journal.accepted(proposal, null));
        } else if (proposal.signer() == core.self()) {
            core.out().write(Journal.accepted(proposal, null));
            progress(slot);
        } else {
            Statement prepare = core.sign(Phase.PREPARE, proposal.view(), proposal.index(), proposal.digest());
            core.out().write(Journal.accepted(proposal, prepare));
            slot.ownPrepare(prepare);
            core.out().promise(new Vote(prepare));
            progress(slot);
        }
    }

    /**
     * What is accepted has its batch on disk: as the slot's body, which becomes the log's own when it is decided and is
     * written once. A body that takes another's place must not take one with it that was prepared and may be asked for,
     * nor one that the log names.
     */
    private void store(Slot slot, Statement next, Batch batch) {
        if (slot.stores(next.digest())) {
            return;
        }
        if (slot.index() <= execution.executed()) {
            core.out().write(Journal.otherBody(next, batch));
            return;
        }
        PreparedCertificate prepared = slot.prepared();
        Batch body = prepared == null ? null : slot.body(prepared.digest());
        if (prepared != null && body != null && !prepared.digest().equals(next.digest())) {
            core.out().write(Journal.otherBody(prepared.proposal(), body));
        }
        core.out().write(RecordOp.Put.body(next.digest(), batch));
        slot.stored(next.digest());
    }

    void received(int sender, Vote message) {
        Statement vote = message.statement();
        if (core.drops(sender, VoteRules.flaw(vote, sender, core.quorums(), core.slots()))) {
            return;
        }
        Slot slot = core.slots().at(vote.index());
        Statement contradicted = slot.vote(vote);
        if (contradicted != null) {
            core.evidence(contradicted, vote);
            return;
        }
        progress(slot);
    }

    /** Whatever has become possible for a slot. */
    private void progress(Slot slot) {
        prepare(slot);
        commit(slot);
        if (execution.advance()) {
            relay();
        }
    }

    private void prepare(Slot slot) {
        long view = core.view().number();
        Statement proposal = slot.proposalOf(view);
        if (!core.view().votes()
                || proposal == null
                || slot.body(proposal.digest()) == null
                || Slot.spoken(slot.ownCommit(), view)) {
            return;
        }
        List<Statement> prepares = slot.preparesFor(proposal);
        if (prepares.size() < core.quorums().prepares()) {
            return;
        }
        PreparedCertificate certificate = new PreparedCertificate(
                proposal, prepares.subList(0, core.quorums().prepares()));
        slot.prepared(certificate);
        Statement commit = core.sign(Phase.COMMIT, view, slot.index(), proposal.digest());
        slot.ownCommit(commit, core.out().write(Journal.prepared(certificate, commit)));
        core.out().promise(new Vote(commit));
    }

    /** A quorum of COMMITs decides, even where this member has prepared nothing: they are their own proof. */
    private void commit(Slot slot) {
        if (slot.decided() != null) {
            return;
        }
        List<Statement> commits = slot.commitQuorum(core.quorums().quorum());
        if (commits != null) {
            CommitCertificate certificate = new CommitCertificate(commits);
            slot.decided(certificate);
            if (slot.body(certificate.digest()) == null && slot.index() > execution.executed()) {
                core.out().send(new Fetch(slot.index(), certificate.digest()), 0);
            }
        }
    }

    /** Late proof, of whatever view, finishes its slot. Returns whether it was what is executed next. */
    boolean received(int sender, Decided message) {
        if (core.drops(sender, Certificates.flaw(message.certificate(), core.quorums()))
                || message.index() <= execution.executed()) {
            return false;
        }
        if (core.slots().inWindow(message.index())) {
            Slot slot = core.slots().at(message.index());
            slot.decided(message.certificate());
            slot.hold(message.certificate().digest(), message.batch());
        }
        if (message.index() == execution.executed() + 1) {
            execution.append(message.certificate(), message.batch());
            execution.advance();
            next = Math.max(next, execution.executed() + 1);
            relay();
            return true;
        }
        return false;
    }

    void received(int sender, Fetch message) {
        Slot slot = core.slots().find(message.index());
        Batch batch = slot == null ? null : slot.body(message.digest());
        if (batch != null) {
            core.out().send(sender, new Body(batch, message.digest()), 0);
        }
    }

    /** Its digest was computed from its bytes, so whoever sends it cannot lie. */
    void received(Body message) {
        Slot slot = core.slots().find(message.index());
        Hash digest = message.digest();
        if (slot == null || slot.body(digest) != null || !slot.wanted(digest)) {
            return;
        }
        slot.hold(digest, message.batch());
        Statement proposal = slot.proposalOf(core.view().number());
        if (core.view().active() && proposal != null && proposal.digest().equals(digest)) {
            accept(slot, proposal, message.batch());
        }
        progress(slot);
    }
}
