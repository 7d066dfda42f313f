package io.concordat.replica;

import io.concordat.error.ErrorCode;
import io.concordat.protocol.Event;
import io.concordat.protocol.Protocol;
import io.concordat.runtime.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * The way of admitted bundles to a proposal: through the batcher at one that leads; at any other, where every member
 * takes bundles, the protocol is told that somebody waits. Confined to the loop.
 */
final class Proposals {
    private final Stages stages;
    private final boolean everyMember;
    private final Supplier<RoleView> role;
    private final Stepper stepper;

    record Stages(Batcher batcher, DeadlineWatch deadlines, PendingReplies pending, Protocol protocol, Clock clock) {}

    /** The replica. */
    interface Stepper {
        /** Not within a step. Returns the name of the write, 0 for none. */
        long step(Event event);

        /** Steps afterwards. */
        void tell(Event event);
    }

    Proposals(Stages stages, boolean everyMember, Supplier<RoleView> role, Stepper stepper) {
        this.stages = stages;
        this.everyMember = everyMember;
        this.role = role;
        this.stepper = stepper;
    }

    void add(PendingReplies.Entry entry) {
        if (role.get().leads()) {
            stages.batcher().add(entry);
        } else {
            stepper.step(new Event.Wanted(entry.bundle()));
        }
    }

    /** Proposes what there is, as far as there is room. */
    void next(long now) {
        if (role.get().leads()) {
            propose(now);
        } else if (everyMember && stages.deadlines().wanted(stages.protocol().proposableTime(now))) {
            stepper.step(new Event.Wanted(null));
        }
    }

    private void propose(long now) {
        Batcher batcher = stages.batcher();
        boolean due = stages.deadlines().due(stages.protocol().proposableTime(now));
        while (role.get().leads() && stages.protocol().proposable()) {
            Batcher.Proposal proposal = batcher.next();
            if (proposal == null && due) {
                proposal = batcher.empty();
            }
            if (proposal == null) {
                return;
            }
            if (due) {
                due = false;
                stages.deadlines().proposed(proposal.id());
            }
            Event event = new Event.Proposed(proposal.id(), stages.clock().wallMillis(), proposal.bundles());
            batcher.stepped(stepper.step(event));
        }
    }

    /** None of it entered the log. Within a step. */
    void refused(long proposalId) {
        List<PendingReplies.Entry> entries = stages.batcher().refused(proposalId);
        if (everyMember) {
            entries.forEach(entry -> stepper.tell(new Event.Wanted(entry.bundle())));
        } else {
            stages.pending()
                    .refuse(
                            entries,
                            new Wire.Refusal(
                                    ErrorCode.NOT_LEADER, "", role.get().leader(), true));
        }
    }

    /** What clients of every member wait for outlives its proposer: the next one proposes it. Within a step. */
    void roleChanged() {
        stages.batcher().drain();
        stages.deadlines().leaderChanged();
        boolean leads = role.get().leads();
        stages.pending().all().forEach(entry -> {
            if (leads) {
                stages.batcher().add(entry);
            } else {
                stepper.tell(new Event.Wanted(entry.bundle()));
            }
        });
    }
}
