package io.concordat.pbft;

import io.concordat.crypto.Signer;
import io.concordat.error.ErrorCode;
import io.concordat.membership.Membership;
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
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.ClusterTime;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Effects;
import io.concordat.protocol.Event;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.ProtocolStatus;
import io.concordat.protocol.Relevance;
import io.concordat.protocol.Role;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * PBFT (Castro and Liskov, OSDI'99, the form whose messages are signed) as a pure function of its inputs: takes an
 * event, lets the part concerned act, and hands out one write and the rest of the effects. Confined to its replica's
 * loop.
 */
public final class PbftProtocol implements Protocol {
    /** A connection may be reset for other reasons than a process that died: time to come back. */
    private static final long RESET_GRACE_NANOS = 50_000_000;

    private final PbftCore core;
    private final StepOutput out;
    private final long epoch;
    private final ClusterTime time;
    private final Requests requests;
    private final PrimaryPace pace;
    private final Execution execution;
    private final Agreement agreement;
    private final Checkpoints checkpoints;
    private final ViewChanger changer;
    private final Catchup catchup;
    private final Recollection memory;
    private final Snapshots snapshots;
    private final Settled settled;
    private final SortedMap<Integer, Long> lives = new TreeMap<>();
    private boolean woken;
    private boolean failed;
    private long executed;
    private @Nullable Announced announced;

    private record Announced(Role role, long view, int primary) {}

    public PbftProtocol(ProtocolStart start) {
        Signer signer = start.signer();
        if (signer == null) {
            throw new IllegalArgumentException("PBFT signs its promises, and no signer was given");
        }
        Membership members =
                start.configurations().get(start.configurations().size() - 1).membership();
        Quorums quorums = Quorums.of(members);
        PbftConfig config = PbftConfig.of(start.settings(), start.limits());
        this.epoch = members.epoch();
        this.out = new StepOutput(
                quorums.members().stream().filter(m -> m != start.self()).toList(), start.nextIoSeq());
        CurrentView view =
                new CurrentView(quorums, start.self(), start.hardState().term(), Restoration.wasActive(start));
        if (start.hardState().vote() == start.self()) {
            view.retire();
        }
        this.core = new PbftCore(
                start.self(),
                start.context(),
                quorums,
                config,
                start.limits(),
                new SigningGuard(signer, start.context(), start.self()),
                out,
                new PbftCore.Place(view, new Slots(config.window(), ViewChangeRules.GENESIS)));
        this.time = new ClusterTime(start.lastProposedNanos(), 0);
        this.requests = new Requests(core);
        this.execution = new Execution(core, start, time, requests);
        this.pace = new PrimaryPace(core, requests);
        this.agreement = new Agreement(core, execution, time, requests, pace);
        this.checkpoints = new Checkpoints(core, execution);
        this.changer = new ViewChanger(core, checkpoints, agreement);
        Compaction compaction = new Compaction(core, checkpoints, start);
        this.catchup = new Catchup(core, execution, checkpoints, changer, compaction);
        this.snapshots = new Snapshots(core, execution, checkpoints, agreement, requests, changer, compaction);
        this.memory = new Recollection(core, execution, checkpoints, start.random());
        new Restoration(core, checkpoints, changer, compaction).restore(start);
        memory.woke(start.recovery());
        if (!Restoration.remembersView(start)) {
            memory.lostWords();
        }
        this.executed = execution.executed();
        this.settled = new Settled(core, execution);
    }

    @Override
    public void step(long now, Event event, Effects effects) {
        core.now(now);
        if (!woken) {
            woken = true;
            core.view().woke(now);
            time.begin(now);
        }
        if (failed) {
            refuse(event);
        } else {
            take(event);
            afterwards();
        }
        announce();
        settled.update();
        out.flush(execution.tail(), effects);
    }

    private void take(Event event) {
        if (event instanceof Event.Tick) {
            tick();
        } else if (event instanceof Event.Received e) {
            if (e.message() instanceof PbftMessage message && core.quorums().contains(e.sender())) {
                received(e.sender(), message);
            }
        } else if (event instanceof Event.WriteDone e) {
            execution.writeDone(e.ioSeq());
        } else if (event instanceof Event.WriteFailed e) {
            failed = true;
            out.add(new Effect.Fatal("write " + e.ioSeq() + " failed: " + e.reason()));
        } else if (event instanceof Event.Proposed e) {
            agreement.proposed(e);
        } else if (event instanceof Event.Wanted e) {
            if (e.bundle() == null) {
                requests.timeWanted();
            } else {
                requests.wanted(e.bundle());
            }
        } else {
            takeFromHost(event);
        }
    }

    private void takeFromHost(Event event) {
        if (event instanceof Event.Applied e) {
            execution.applied(e.index());
        } else if (event instanceof Event.RootTold e) {
            checkpoints.rootTold(e.index(), e.root(), e.bytes());
        } else if (event instanceof Event.LogRead e) {
            if (!execution.logRead(e.token(), e.entries())) {
                catchup.logRead(e.entries());
            }
        } else if (event instanceof Event.RecordsRead e) {
            catchup.recordsRead(e.records());
        } else if (event instanceof Event.MemoryDoubted e) {
            memory.forget();
        } else if (event instanceof Event.PeerConnected e) {
            connected(e);
        } else if (event instanceof Event.PeerUnreachable e) {
            if (e.reset() && e.node() == core.view().primary()) {
                changer.suspect(core.now() + RESET_GRACE_NANOS);
            }
        } else if (!snapshots.take(event)) {
            refuse(event);
        }
    }

    private void connected(Event.PeerConnected event) {
        Long before = lives.put(event.node(), event.incarnation());
        if (before == null || before != event.incarnation()) {
            catchup.met(event.node());
        }
        if (event.node() != core.view().primary()) {
            return;
        }
        if (before == null || before == event.incarnation()) {
            changer.unsuspect();
        } else {
            // A primary that has restarted proposes nothing more in its view.
            changer.suspect(core.now() + RESET_GRACE_NANOS);
        }
    }

    private void tick() {
        memory.tick();
        requests.tick(core.view().active() ? core.view().number() : catchup.viewOfOthers());
        if (pace.tooSlow(execution.executed(), changer.patience()) && !catchup.behind()) {
            changer.suspect(core.now());
        }
        changer.tick(requests.oldestSince());
        agreement.relay();
        snapshots.tick();
        if (agreement.idle() && catchup.favour(snapshots.wanted())) {
            agreement.favour();
        }
        catchup.tick(requests.waiting(), snapshots.wanted() || memory.waits());
    }

    private void received(int sender, PbftMessage message) {
        if (message instanceof Vote m) {
            agreement.received(sender, m);
        } else if (message instanceof PrePrepare m) {
            agreement.received(sender, m);
        } else if (message instanceof Checkpoint m) {
            checkpoints.received(sender, m);
        } else if (message instanceof ViewChange m) {
            changer.received(sender, m);
        } else if (message instanceof NewView m) {
            changer.received(sender, m);
        } else {
            helped(sender, message);
        }
    }

    /** What promises nothing. */
    private void helped(int sender, PbftMessage message) {
        if (message instanceof Beat m) {
            catchup.received(sender, m);
        } else if (message instanceof Decided m) {
            catchup.caughtUp(sender, m, agreement.received(sender, m));
        } else if (message instanceof Fetch m) {
            agreement.received(sender, m);
        } else if (message instanceof Body m) {
            agreement.received(m);
        } else if (message instanceof Stable m) {
            checkpoints.received(sender, m);
        } else if (message instanceof Offer m) {
            snapshots.received(sender, m);
        } else if (message instanceof Forward m) {
            requests.relayed(m.bundle());
        } else if (message instanceof RecallRequest m) {
            memory.received(sender, m);
        } else if (message instanceof RecallReply m) {
            memory.received(sender, m);
        }
    }

    private void afterwards() {
        if (execution.executed() > executed) {
            executed = execution.executed();
            pace.executed(executed);
            if (core.view().active()) {
                changer.progressed();
            }
            checkpoints.settle();
        }
        execution.handOver();
        execution.replay();
        snapshots.settle(catchup::neededAfter);
    }

    /** What nobody can do here, or nobody any more. */
    private void refuse(Event event) {
        if (event instanceof Event.Proposed e) {
            out.add(new Effect.Refused(e.proposalId()));
        } else if (event instanceof Event.ReadRequested e) {
            out.add(new Effect.RefuseRead(e.readId()));
        } else if (event instanceof Event.AdminRequested e) {
            out.add(new Effect.AdminDone(
                    e.requestId(), new AdminOutcome.Refused(ErrorCode.USAGE, "not supported by this version of PBFT")));
        }
    }

    private Role role() {
        if (core.view().silent()) {
            return Role.RECOVERY;
        }
        return core.view().leads() ? Role.PRIMARY : Role.BACKUP;
    }

    private int leader() {
        return core.view().active() && !core.view().retired() ? core.view().primary() : 0;
    }

    private void announce() {
        Announced current = new Announced(role(), core.view().number(), leader());
        if (!current.equals(announced)) {
            announced = current;
            out.add(new Effect.RoleChanged(current.role(), current.view(), current.primary()));
        }
    }

    @Override
    public boolean proposable() {
        return !failed && agreement.proposable();
    }

    @Override
    public ProtocolStatus status() {
        return new ProtocolStatus(
                role(),
                core.view().number(),
                leader(),
                epoch,
                execution.executed(),
                execution.tail().hash(),
                execution.executed(),
                memory.lost() ? "amnesia" : "",
                memory.lost());
    }

    @Override
    public Relevance relevance() {
        return settled;
    }

    @Override
    public long proposableTime(long now) {
        return time.at(now);
    }
}
