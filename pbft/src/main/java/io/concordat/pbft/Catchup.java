package io.concordat.pbft;

import io.concordat.bytes.MalformedException;
import io.concordat.log.Batch;
import io.concordat.log.LogEntry;
import io.concordat.pbft.PbftMessage.Beat;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.PbftMessage.Decided;
import io.concordat.pbft.PbftMessage.Fetch;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.Stable;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.protocol.Effect;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.runtime.Invariant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that may be lost is sent again, to whoever shows by its beats that it lacks it: votes and proposals to
 * one that does not move, the view's beginning to one that is behind it, decided slots with their proofs to one that
 * asks (P35, anchors §4.14). Nothing here is trusted: what is sent proves itself.
 */
final class Catchup {
    private static final long SERVE = 2;
    private static final int SLOTS_AT_ONCE = 16;
    private static final int FETCHES_AT_ONCE = 4;
    private static final int IDLE_BEATS = 5;
    private static final int FAVOURS = 4;
    private static final int MOST_BYTES = 1 << 20;

    private final PbftCore core;
    private final Execution execution;
    private final Checkpoints checkpoints;
    private final ViewChanger changer;
    private final SortedMap<Integer, Beat> heard = new TreeMap<>();
    private final SortedMap<Integer, Integer> favours = new TreeMap<>();
    private final SortedMap<Integer, Contact> contacts = new TreeMap<>();
    private final Compaction compaction;
    private final SortedMap<Integer, Long> answered = new TreeMap<>();
    private final SortedMap<Integer, Asked> served = new TreeMap<>();
    private long beatAt;
    private long executedAtBeat;
    private int asked;
    private boolean waits;
    private @Nullable Serving serving;

    /** When somebody was last heard, and the snapshot it was last offered, by its index. */
    private static final class Contact {
        private long at;
        private long offered;
    }

    /** What follows the last that somebody was served, and when that was. */
    private record Asked(long next, long at) {}

    /** What is being read for somebody; one at a time, so that nobody can make this member read for ever. */
    private static final class Serving {
        private final int to;
        private @Nullable List<LogEntry> entries;
        private @Nullable List<RecordOp.Put> certificates;

        private Serving(int to) {
            this.to = to;
        }
    }

    Catchup(PbftCore core, Execution execution, Checkpoints checkpoints, ViewChanger changer, Compaction compaction) {
        this.core = core;
        this.execution = execution;
        this.checkpoints = checkpoints;
        this.changer = changer;
        this.compaction = compaction;
    }

    /** {@code wanted}: this member waits for a checkpoint. */
    void tick(boolean waiting, boolean wanted) {
        waits = wanted;
        boolean idle = !waiting
                && core.view().active()
                && core.slots().above(execution.executed(), 1).isEmpty();
        long pause = core.config().beatNanos() * (idle ? IDLE_BEATS : 1);
        if (core.now() - beatAt < pause) {
            return;
        }
        beatAt = core.now();
        int asks = whomToAsk();
        executedAtBeat = execution.executed();
        for (int node : core.quorums().members()) {
            if (node != core.self()) {
                core.out().send(node, beat(node == asks), 0);
            }
        }
        fetchBodies();
    }

    /**
     * Whether empty slots should be agreed on, because somebody waits for checkpoints and no client moves the group.
     * Enough of them for a recovery or two in each life of a member: a liar must not keep all disks busy for ever.
     */
    boolean favour(boolean wanted) {
        if (wanted) {
            return true;
        }
        for (Map.Entry<Integer, Beat> one : heard.entrySet()) {
            int given = favours.getOrDefault(one.getKey(), 0);
            if (one.getValue().waits() && given < FAVOURS * core.config().window()) {
                favours.put(one.getKey(), given + 1);
                return true;
            }
        }
        return false;
    }

    /** The highest view that somebody honest says has begun, -1 for none. */
    long viewOfOthers() {
        List<Long> begun = new ArrayList<>();
        heard.values().stream().filter(Beat::active).forEach(b -> begun.add(b.term()));
        begun.sort(Comparator.reverseOrder());
        int honest = core.quorums().oneHonest();
        return begun.size() < honest ? -1 : begun.get(honest - 1);
    }

    /** A member begins a new life. */
    void met(int member) {
        favours.remove(member);
    }

    private Beat beat(boolean asks) {
        return new Beat(
                core.view().number(),
                execution.executed(),
                core.slots().low(),
                core.view().active(),
                asks,
                waits,
                core.view().silent());
    }

    /**
     * Up to where nobody in contact needs the log: what follows is what somebody lacks, or will lack when it has the
     * snapshot that it was offered.
     */
    long neededAfter() {
        long needed = Long.MAX_VALUE;
        for (Map.Entry<Integer, Contact> one : contacts.entrySet()) {
            Beat beat = heard.get(one.getKey());
            boolean inContact = core.now() - one.getValue().at < core.config().contactNanos();
            if (beat != null && inContact) {
                needed = Math.min(needed, Math.max(beat.index(), one.getValue().offered));
            }
        }
        return needed;
    }

    /** One of those who are further, in turn, when nothing has moved here since the last beat; 0 for nobody. */
    private int whomToAsk() {
        if (execution.executed() != executedAtBeat) {
            return 0;
        }
        List<Integer> further = new ArrayList<>();
        heard.forEach((node, beat) -> {
            if (beat.index() > execution.executed()) {
                further.add(node);
            }
        });
        return further.isEmpty() ? 0 : further.get(asked++ % further.size());
    }

    private void fetchBodies() {
        int left = FETCHES_AT_ONCE;
        for (Slot slot : core.slots().all()) {
            CommitCertificate decided = slot.index() > execution.executed() ? slot.decided() : null;
            Statement proposal = slot.proposalOf(core.view().number());
            if (decided != null && slot.body(decided.digest()) == null && left-- > 0) {
                core.out().send(new Fetch(slot.index(), decided.digest()), 0);
            } else if (proposal != null && slot.body(proposal.digest()) == null && left-- > 0) {
                core.out().send(new Fetch(slot.index(), proposal.digest()), 0);
            }
        }
    }

    void received(int sender, Beat beat) {
        Beat before = heard.put(sender, beat);
        contacts.computeIfAbsent(sender, s -> new Contact()).at = core.now();
        changer.told(sender, beat.silent());
        if (beat.asks()) {
            serve(sender, beat.index() + 1);
        }
        if (before == null || core.view().silent() || tooSoon(answered.get(sender))) {
            return;
        }
        answered.put(sender, core.now());
        aboutViews(sender, beat);
        aboutCheckpoints(sender, beat, before);
        if (before.index() == beat.index()
                && before.term() == beat.term()
                && beat.active()
                && core.view().active()
                && beat.term() == core.view().number()) {
            repeat(sender, beat.index());
        }
    }

    /** Whether somebody honest is far ahead: what this member still waits for may be done long since. */
    boolean behind() {
        long near = execution.executed() + core.config().open();
        return heard.values().stream().filter(b -> b.index() > near).count()
                >= core.quorums().oneHonest();
    }

    /** An answer may be a thousand times as long as a beat: nobody gets more of them than one who beats honestly. */
    private boolean tooSoon(@Nullable Long before) {
        return before != null && core.now() - before < core.config().beatNanos() / 2;
    }

    private void aboutViews(int sender, Beat beat) {
        long number = core.view().number();
        boolean behind = beat.term() < number || (beat.term() == number && !beat.active());
        NewView begun = changer.begun();
        ViewChange leaving = changer.leaving();
        if (behind && core.view().active() && begun != null) {
            core.out().promise(sender, begun);
        } else if (behind && leaving != null) {
            core.out().promise(sender, leaving);
        }
    }

    private void aboutCheckpoints(int sender, Beat beat, Beat before) {
        CheckpointCertificate stable = checkpoints.stable();
        if (stable != null && beat.stable() < stable.index()) {
            if (beat.index() >= stable.index()) {
                core.out().send(sender, new Stable(stable), 0);
            }
        } else if (beat.stable() == before.stable()) {
            for (Checkpoint own : checkpoints.ownAbove(beat.stable())) {
                core.out().promise(sender, own);
            }
        }
    }

    /** What this member has said about the slots after {@code index} in this view. */
    private void repeat(int to, long index) {
        long view = core.view().number();
        for (Slot slot : core.slots().above(index, SLOTS_AT_ONCE)) {
            Statement proposal = slot.proposalOf(view);
            Batch batch = proposal == null ? null : slot.body(proposal.digest());
            if (proposal != null && batch != null && proposal.signer() == core.self()) {
                core.out().promise(to, new PrePrepare(proposal, batch));
            }
            say(to, slot.ownPrepare(), view);
            say(to, slot.ownCommit(), view);
        }
    }

    private void say(int to, @Nullable Statement own, long view) {
        if (own != null && own.view() == view) {
            core.out().promise(to, new Vote(own));
        }
    }

    /** The next ones right away, from whoever has just been of use. */
    void caughtUp(int sender, Decided message, boolean moved) {
        if (moved && message.more()) {
            core.out().send(sender, beat(true), 0);
        }
    }

    private void serve(int to, long from) {
        if (from <= compaction.boundary()) {
            offer(to);
            return;
        }
        long last = execution.durable();
        if (from > last || from < 1 || serving != null) {
            return;
        }
        Asked before = served.get(to);
        if (before != null && from != before.next() && tooSoon(before.at())) {
            return;
        }
        served.put(to, new Asked(0, core.now()));
        serving = new Serving(to);
        long end = Math.min(last, from + SLOTS_AT_ONCE - 1);
        core.out().add(new Effect.ReadLog(SERVE, from, end, MOST_BYTES));
        core.out().add(new Effect.ReadRecords(SERVE, RecordKind.CERTIFICATE, from, end, MOST_BYTES));
    }

    /** What it lacks is gone from this log. */
    private void offer(int to) {
        Offer offer = compaction.offer();
        Contact contact = contacts.get(to);
        if (offer != null && contact != null) {
            contact.offered = offer.index();
            core.out().send(to, offer, 0);
        }
    }

    void logRead(List<LogEntry> entries) {
        Serving under = serving;
        if (under != null) {
            under.entries = entries;
            answer(under);
        }
    }

    void recordsRead(List<RecordOp.Put> records) {
        Serving under = serving;
        if (under != null) {
            under.certificates = records;
            answer(under);
        }
    }

    private void answer(Serving under) {
        List<LogEntry> entries = under.entries;
        List<RecordOp.Put> certificates = under.certificates;
        if (entries == null || certificates == null) {
            return;
        }
        serving = null;
        int both = Math.min(entries.size(), certificates.size());
        for (int i = 0; i < both; i++) {
            LogEntry entry = entries.get(i);
            if (entry.index() != certificates.get(i).key().index()) {
                return;
            }
            boolean more = i == both - 1 && entry.index() < execution.durable();
            core.out().send(under.to, new Decided(certificate(certificates.get(i)), entry.batch(), more), 0);
            served.put(under.to, new Asked(entry.index() + 1, core.now()));
        }
    }

    private static CommitCertificate certificate(RecordOp.Put record) {
        try {
            return Journal.readDecided(record.payload());
        } catch (MalformedException e) {
            throw new Invariant.Violation("an own certificate cannot be read back: " + e.getMessage());
        }
    }
}
