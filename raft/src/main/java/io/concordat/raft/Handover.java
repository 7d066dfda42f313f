package io.concordat.raft;

import io.concordat.error.ErrorCode;
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.Effect;
import org.jspecify.annotations.Nullable;

/**
 * Leadership on its way to another member (thesis §3.10): no new proposals, the successor brought level, then told to
 * stand at once. Within an election timeout it has led to a new leader, or the old one goes on. Outlives the leader's
 * role, because whoever asked is told who leads in the end.
 */
final class Handover {
    private record Pending(long requestId, int successor, long term, long until) {}

    private final RaftCore core;
    private @Nullable Pending pending;
    private long releasedTerm = -1;

    Handover(RaftCore core) {
        this.core = core;
    }

    /** Whether this leader takes no proposals because of it. */
    boolean underWay() {
        return pending != null;
    }

    /** To whom; 0 when it is not under way. */
    int successor() {
        return pending == null ? 0 : pending.successor();
    }

    /**
     * Whether a member may have been told to stand in the current term: from then on its vote request passes by all
     * that protects this leader, so that time proves nothing until the term ends.
     */
    boolean released() {
        return releasedTerm == core.term();
    }

    /** {@code node} 0: the member that {@code leader} finds furthest along. */
    void request(long requestId, int node, Leader leader) {
        int successor = node == 0 ? leader.furthest() : node;
        if (successor == core.self()) {
            answer(requestId, new AdminOutcome.Leads(successor, core.term()));
        } else if (successor == 0) {
            refuse(requestId, ErrorCode.TRANSFER_FAILED, "no other member is in reach");
        } else if (!core.members().contains(successor)) {
            refuse(requestId, ErrorCode.NO_SUCH_NODE, "node " + successor + " is no member of the group");
        } else if (pending != null) {
            refuse(requestId, ErrorCode.BUSY, "leadership is on its way to node " + pending.successor() + " already");
        } else {
            pending = new Pending(
                    requestId,
                    successor,
                    core.term(),
                    core.now() + core.config().electionNanos());
            urge(leader);
        }
    }

    /** Tells the successor to stand once it holds everything; again with every heartbeat, should the word be lost. */
    void urge(Leader leader) {
        Pending p = pending;
        if (p != null && leader.level(p.successor())) {
            releasedTerm = core.term();
            core.out()
                    .send(
                            p.successor(),
                            new TimeoutNow(
                                    core.term(),
                                    core.log().tail().term(),
                                    core.log().lastIndex()));
        }
    }

    /** At the end of every step: whether it came off, or cannot any more. */
    void settle() {
        Pending p = pending;
        if (p == null) {
            return;
        }
        int leader = core.leader();
        boolean leads = core.role() instanceof Leader && core.term() == p.term();
        if (!leads && leader == p.successor()) {
            end(new AdminOutcome.Leads(leader, core.term()));
        } else if (!leads && leader != 0) {
            failed("node " + leader + " was elected instead of node " + p.successor());
        } else if (leads && core.now() >= p.until()) {
            failed("node " + p.successor() + " did not take over within an election timeout; node " + core.self()
                    + " leads on");
        } else if (core.now() >= p.until() + core.config().electionNanos()) {
            failed("node " + p.successor() + " was not elected, nor anybody else yet");
        }
    }

    /** {@code node} cannot be reached: waiting for it would only keep proposals waiting. */
    void unreachable(int node) {
        Pending p = pending;
        if (p != null && p.successor() == node && core.role() instanceof Leader) {
            failed("node " + node + " cannot be reached");
        }
    }

    private void failed(String why) {
        end(new AdminOutcome.Refused(ErrorCode.TRANSFER_FAILED, why));
    }

    private void end(AdminOutcome outcome) {
        Pending p = pending;
        pending = null;
        if (p != null) {
            answer(p.requestId(), outcome);
        }
    }

    private void refuse(long requestId, ErrorCode code, String why) {
        answer(requestId, new AdminOutcome.Refused(code, why));
    }

    private void answer(long requestId, AdminOutcome outcome) {
        core.out().add(new Effect.AdminDone(requestId, outcome));
    }
}
