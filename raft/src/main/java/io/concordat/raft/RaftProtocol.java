package io.concordat.raft;

import io.concordat.error.ErrorCode;
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.AdminRequest;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Effects;
import io.concordat.protocol.Event;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.ProtocolStatus;
import io.concordat.protocol.Role;
import io.concordat.snapshot.SnapshotWishes;
import org.jspecify.annotations.Nullable;

/**
 * Raft (Ongaro and Ousterhout 2014, with the thesis' pre-vote, check-quorum and ReadIndex) as a pure function of its
 * inputs:
 * takes an event, lets the current role act, and hands out one write and the rest of the effects. Confined to its
 * replica's
 * loop.
 */
public final class RaftProtocol implements Protocol {
    private final StepOutput out;
    private final RaftCore core;
    private final SnapshotWishes wishes;
    private final long pauseNanos;
    private long lastAlive = Long.MIN_VALUE;
    private boolean failed;
    private @Nullable Announced announced;

    private record Announced(Role role, long term, int leader) {}

    public RaftProtocol(ProtocolStart start) {
        this.out = new StepOutput(start.nextIoSeq());
        this.core = new RaftCore(start, out);
        this.wishes = new SnapshotWishes(core.out()::add);
        this.pauseNanos = core.config().electionNanos() / 2;
    }

    @Override
    public void step(long now, Event event, Effects effects) {
        core.now(now);
        if (failed) {
            refuse(event);
        } else {
            notePause(now, event);
            take(event);
            core.handover().settle();
            if (core.role() instanceof Leader leader) {
                leader.announceIntake();
            }
            core.handOver();
        }
        announce();
        long seq = out.flush(core.log().tail(), effects);
        if (seq != 0) {
            core.log().issued(seq, now);
        }
    }

    /** What time seemed to prove is void when time was lost; this comes before anything that waited meanwhile. */
    private void notePause(long now, Event event) {
        if (lastAlive != Long.MIN_VALUE && now - lastAlive > pauseNanos) {
            core.paused(now - lastAlive);
            lastAlive = now;
        }
        if (event instanceof Event.Tick) {
            lastAlive = now;
        }
    }

    private void take(Event event) {
        if (event instanceof Event.Tick) {
            core.memory().tick();
            core.role().tick();
        } else if (event instanceof Event.Received e) {
            if (e.message() instanceof RaftMessage message) {
                core.received(e.sender(), message);
            }
        } else if (event instanceof Event.WriteDone e) {
            core.writeDone(e.ioSeq());
        } else if (event instanceof Event.WriteFailed e) {
            fail("write " + e.ioSeq() + " failed: " + e.reason());
        } else if (event instanceof Event.Applied e) {
            core.applied(e.index());
        } else if (event instanceof Event.LogRead e) {
            core.logRead(e);
        } else if (event instanceof Event.PeerConnected e) {
            core.connected(e);
        } else if (event instanceof Event.PeerUnreachable e) {
            core.unreachable(e);
        } else if (event instanceof Event.MemoryDoubted e) {
            core.forget(e.reason());
        } else if (event instanceof Event.DiskSpace e) {
            core.space(e.full());
        } else if (event instanceof Event.Proposed e && core.role() instanceof Leader leader) {
            leader.proposed(e);
        } else if (event instanceof Event.ReadRequested e && core.role() instanceof Leader leader) {
            leader.readRequested(e.readId());
        } else if (event instanceof Event.ReadRequested e && core.role() instanceof Follower follower) {
            follower.readRequested(e.readId());
        } else if (event instanceof Event.AdminRequested e
                && e.request() instanceof AdminRequest.TransferLeadership wish
                && core.role() instanceof Leader leader) {
            core.handover().request(e.requestId(), wish.node(), leader);
        } else if (!takeSnapshot(event)) {
            refuse(event);
        }
    }

    /** Whether it concerned snapshots. */
    private boolean takeSnapshot(Event event) {
        if (event instanceof Event.SnapshotReady e) {
            core.snapshotReady(e.mark());
            wishes.ready(e.mark().index());
        } else if (event instanceof Event.SnapshotInstalled e) {
            core.installation().swapped(e.id());
        } else if (event instanceof Event.SnapshotFailed e) {
            core.installation().failed(e.id());
        } else if (event instanceof Event.SnapshotRefused e) {
            wishes.refused(e.reason());
        } else if (event instanceof Event.AdminRequested e && e.request() instanceof AdminRequest.TakeSnapshot) {
            if (wishes.asked(e.requestId(), core.handed())) {
                core.out().add(new Effect.TakeSnapshot());
            }
        } else {
            return false;
        }
        return true;
    }

    /** What only a leader can do, or nobody yet. */
    private void refuse(Event event) {
        if (event instanceof Event.Proposed e) {
            out.add(new Effect.Refused(e.proposalId()));
        } else if (event instanceof Event.ReadRequested e) {
            core.refuseRead(e.readId());
        } else if (event instanceof Event.AdminRequested e) {
            boolean transfer = e.request() instanceof AdminRequest.TransferLeadership;
            AdminOutcome no = transfer
                    ? new AdminOutcome.Refused(ErrorCode.NOT_LEADER, "")
                    : new AdminOutcome.Refused(ErrorCode.USAGE, "not supported by this version of the Raft protocol");
            out.add(new Effect.AdminDone(e.requestId(), no));
        }
    }

    /** The fate of the write is unknown: nothing may be promised, and no index used again, in this life. */
    private void fail(String reason) {
        failed = true;
        core.stop();
        out.add(new Effect.Fatal(reason));
    }

    private void announce() {
        Announced current = new Announced(core.role().role(), core.term(), core.leader());
        if (!current.equals(announced)) {
            announced = current;
            out.add(new Effect.RoleChanged(current.role(), current.term(), current.leader()));
        }
    }

    @Override
    public ProtocolStatus status() {
        return new ProtocolStatus(
                core.role().role(),
                core.term(),
                core.leader(),
                core.members().epoch(),
                core.log().lastIndex(),
                core.log().tail().hash(),
                core.log().commit(),
                core.memory().describe(),
                core.memory().amnesiac());
    }

    @Override
    public long proposableTime(long now) {
        return core.role() instanceof Leader leader
                ? leader.proposableTime(now)
                : core.log().lastProposedNanos();
    }
}
