package io.concordat.pbft;

import io.concordat.bytes.Bytes;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.protocol.Relevance;

/**
 * Which votes come too late to matter: those for slots that are executed here, and PREPAREs of this view for slots
 * that are prepared. Of four members' votes one in three is such, and checking a signature costs more than all else
 * that is done with a vote. A lie among the late ones goes unnoticed here; those it was told in time will see it.
 *
 * <p>Asked on any thread; updated on the loop. A view that ends in between makes nothing wrong: a PREPARE is dropped by
 * the view it names.
 */
final class Settled implements Relevance {
    private final PbftCore core;
    private final Execution execution;
    private volatile Place place = new Place(0, 0, 0);

    private record Place(long view, long prepared, long executed) {}

    Settled(PbftCore core, Execution execution) {
        this.core = core;
        this.execution = execution;
    }

    @Override
    public boolean matters(int kind, long term, long index, Bytes body) {
        if (kind != Vote.KIND || body.isEmpty()) {
            return true;
        }
        Place now = place;
        boolean prepare = body.get(0) == Phase.PREPARE.code();
        return index > now.executed() && !(prepare && term == now.view() && index <= now.prepared());
    }

    void update() {
        Place before = place;
        long view = core.view().number();
        long executed = execution.executed();
        long prepared = view == before.view() ? Math.max(before.prepared(), executed) : executed;
        Slot next = core.slots().find(prepared + 1);
        while (next != null && Slot.spoken(next.ownCommit(), view)) {
            prepared++;
            next = core.slots().find(prepared + 1);
        }
        if (view != before.view() || prepared != before.prepared() || executed != before.executed()) {
            place = new Place(view, prepared, executed);
        }
    }
}
