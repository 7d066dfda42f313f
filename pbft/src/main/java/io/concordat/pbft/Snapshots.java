package io.concordat.pbft;

import io.concordat.protocol.AdminRequest;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.SnapshotMark;
import io.concordat.snapshot.SnapshotWishes;
import java.util.function.LongSupplier;

/** What happens to snapshots here, own ones and others', and who has to hear of it. */
final class Snapshots {
    private final PbftCore core;
    private final Execution execution;
    private final Agreement agreement;
    private final Requests requests;
    private final ViewChanger changer;
    private final Compaction compaction;
    private final Installation installation;
    private final SnapshotWishes wishes;

    Snapshots(
            PbftCore core,
            Execution execution,
            Checkpoints checkpoints,
            Agreement agreement,
            Requests requests,
            ViewChanger changer,
            Compaction compaction) {
        this.core = core;
        this.execution = execution;
        this.agreement = agreement;
        this.requests = requests;
        this.changer = changer;
        this.compaction = compaction;
        this.installation = new Installation(core, execution, checkpoints, compaction);
        this.wishes = new SnapshotWishes(core.out()::add);
    }

    /** Whether it concerned snapshots. */
    boolean take(Event event) {
        if (event instanceof Event.SnapshotReady e) {
            ready(e.mark());
        } else if (event instanceof Event.SnapshotInstalled e) {
            if (installation.swapped(e.id())) {
                agreement.resume(changer.begun());
            }
        } else if (event instanceof Event.SnapshotFailed e) {
            installation.failed(e.id(), e.disproved());
        } else if (event instanceof Event.SnapshotRefused e) {
            wishes.refused(e.reason());
        } else if (event instanceof Event.AdminRequested e && e.request() instanceof AdminRequest.TakeSnapshot) {
            wished(e.requestId());
        } else {
            return false;
        }
        return true;
    }

    private void ready(SnapshotMark mark) {
        if (mark.index() <= execution.handed()) {
            compaction.ready(mark);
        } else if (installation.ready(mark)) {
            requests.forget();
        }
    }

    /** Only at a checkpoint the state is proved: the next one, which comes soon even if no client moves the group. */
    private void wished(long requestId) {
        int every = core.config().checkpointEvery();
        long next = (execution.handed() / every + 1) * every;
        if (wishes.asked(requestId, next)) {
            core.out().add(new Effect.TakeSnapshotAt(next));
        }
    }

    /** Whether an operator waits for one. */
    boolean wanted() {
        return wishes.any();
    }

    void received(int sender, Offer offer) {
        installation.received(sender, offer);
    }

    void tick() {
        installation.tick();
    }

    /** At the end of every step; {@code needed}: as {@link Catchup#neededAfter}. */
    void settle(LongSupplier needed) {
        installation.settle();
        // A write that both moves the log's beginning and appends to it would read as the whole log being replaced.
        if (!core.out().movesTail()) {
            long marked = compaction.settle(needed, execution.appendedBytes());
            if (marked > 0) {
                wishes.ready(marked);
            }
        }
    }
}
