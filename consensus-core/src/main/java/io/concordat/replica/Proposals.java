package io.concordat.replica;

import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import io.concordat.log.LogEntry;
import io.concordat.net.ClientConnection;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.Protocol;
import io.concordat.runtime.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * The way of admitted bundles to a proposal, and on until they are executed: through the batcher at one that leads,
 * held back while leadership is on its way to somebody else; at any other, where every member takes bundles, the
 * protocol is told that somebody waits. Confined to the loop.
 */
final class Proposals {
    private static final Wire.Refusal NO_SPACE =
            new Wire.Refusal(ErrorCode.NO_SPACE, "the disk is full but for its reserve", 0, true);

    private final Stages stages;
    private final boolean everyMember;
    private final Supplier<RoleView> role;
    private final Stepper stepper;
    private final Batcher batcher;
    private final PendingReplies pending;
    private final DeadlineWatch deadlines = new DeadlineWatch();
    private Effect.Intake intake = Effect.Intake.OPEN;

    record Stages(Batcher batcher, PendingReplies pending, Protocol protocol, Clock clock) {}

    /** The replica. */
    interface Stepper {
        /** Not within a step. Returns the name of the write, 0 for none. */
        long step(Event event);

        /** Steps afterwards. */
        void tell(Event event);
    }

    Proposals(Stages stages, boolean everyMember, Supplier<RoleView> role, Stepper stepper) {
        this.stages = stages;
        this.batcher = stages.batcher();
        this.pending = stages.pending();
        this.everyMember = everyMember;
        this.role = role;
        this.stepper = stepper;
    }

    void bundle(Arrival arrival, long now) {
        arrival.taken().run();
        PendingReplies.Entry entry = pending.admit(arrival, now);
        if (entry == null) {
            return;
        }
        if (!role.get().leads() && !everyMember) {
            pending.refuse(List.of(entry), notLeader());
        } else if (intake.proposals() == Effect.Proposals.NO_SPACE) {
            pending.refuse(List.of(entry), NO_SPACE);
        } else {
            add(entry);
        }
    }

    private void add(PendingReplies.Entry entry) {
        if (role.get().leads()) {
            batcher.add(entry);
        } else {
            stepper.step(new Event.Wanted(entry.bundle()));
        }
    }

    private Wire.Refusal notLeader() {
        int known = role.get().leader();
        return new Wire.Refusal(ErrorCode.NOT_LEADER, "", known == 0 ? intake.successor() : known, true);
    }

    /** Proposes what there is, as far as there is room. */
    void next(long now) {
        if (role.get().leads()) {
            propose(now);
        } else if (everyMember && deadlines.wanted(stages.protocol().proposableTime(now))) {
            stepper.step(new Event.Wanted(null));
        }
    }

    private void propose(long now) {
        boolean due = deadlines.due(stages.protocol().proposableTime(now));
        while (role.get().leads() && intake.taken() && stages.protocol().proposable()) {
            Batcher.Proposal proposal = batcher.next();
            if (proposal == null && due) {
                proposal = batcher.empty();
            }
            if (proposal == null) {
                return;
            }
            if (due) {
                due = false;
                deadlines.proposed(proposal.id());
            }
            Event event = new Event.Proposed(proposal.id(), stages.clock().wallMillis(), proposal.bundles());
            batcher.stepped(stepper.step(event));
        }
    }

    /** The protocol has said what becomes of proposals. Within a step. */
    void intake(Effect.Intake change) {
        intake = change;
        if (intake.proposals() == Effect.Proposals.NO_SPACE) {
            pending.refuse(batcher.drain(), NO_SPACE);
        }
    }

    void accepted(Effect.Accepted accepted) {
        batcher.accepted(accepted.proposalId());
        deadlines.accepted(accepted.proposalId(), accepted.index());
    }

    /** None of it entered the log. Within a step. */
    void refused(long proposalId) {
        deadlines.refused(proposalId);
        List<PendingReplies.Entry> entries = batcher.refused(proposalId);
        if (everyMember) {
            entries.forEach(entry -> stepper.tell(new Event.Wanted(entry.bundle())));
        } else {
            pending.refuse(entries, intake.proposals() == Effect.Proposals.NO_SPACE ? NO_SPACE : notLeader());
        }
    }

    /** To be called when the role's supplier shows the new one. Within a step. */
    void roleChanged(RoleView before) {
        RoleView now = role.get();
        if (everyMember) {
            passOn(now.leads());
        } else if (before.leads() && (!now.leads() || now.term() != before.term())) {
            if (!now.leads()) {
                pending.leadsNoMore(now.leader());
            }
            // What was never proposed may go elsewhere at once; the fate of the rest is open.
            pending.refuse(batcher.drain(), notLeader());
            pending.refuseAll(new Wire.Refusal(ErrorCode.LEADERSHIP_LOST, "", now.leader(), false));
            deadlines.leaderChanged();
            intake = Effect.Intake.OPEN;
        }
    }

    /** What clients of every member wait for outlives its proposer: the next one proposes it. */
    private void passOn(boolean leads) {
        batcher.drain();
        deadlines.leaderChanged();
        pending.all().forEach(entry -> {
            if (leads) {
                batcher.add(entry);
            } else {
                stepper.tell(new Event.Wanted(entry.bundle()));
            }
        });
    }

    /**
     * When a snapshot's state has taken the place of what was executed, what clients wait for here may be in it, and
     * nobody will say so. Proposed once more, it is answered from its session. Not within a step.
     */
    void happened(Event event) {
        if (event instanceof Event.SnapshotInstalled && everyMember) {
            pending.skipped();
            passOn(role.get().leads());
        }
    }

    /** Time has passed: drops what nobody waits for any longer. */
    void tick(long now) {
        pending.tick(now, batcher.expire(now));
    }

    void written(long ioSeq) {
        batcher.written(ioSeq);
    }

    /** Everything up to {@code index}, {@code entries} the last of it, is executed and answered. */
    void applied(long index, long nextDeadline, List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            entry.batch().bundles().forEach(this::settle);
        }
        deadlines.applied(index, nextDeadline);
    }

    private void settle(Bundle bundle) {
        PendingReplies.Entry again = pending.settle(bundle);
        if (again != null) {
            add(again);
        }
    }

    void closed(ClientConnection connection) {
        pending.closed(connection);
    }

    /** The replica stops: what becomes of all this is unknown. */
    void stop(Wire.Refusal why) {
        batcher.drain();
        pending.refuseAll(why);
    }
}
