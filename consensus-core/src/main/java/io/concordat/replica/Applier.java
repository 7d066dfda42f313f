package io.concordat.replica;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import io.concordat.log.LogEntry;
import io.concordat.machine.Applied;
import io.concordat.machine.BundleResult;
import io.concordat.machine.FrozenGroup;
import io.concordat.machine.GroupMachine;
import io.concordat.runtime.Clock;
import io.concordat.runtime.Loop;
import io.concordat.session.KeptReply;
import io.concordat.session.SessionEvents;
import io.concordat.snapshot.LoadedSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes committed batches on a loop of its own and answers clients from there. Queries and state hashes wait here
 * for the index they are to see. Public-facing methods are for any thread; everything else is confined to the
 * applying loop.
 */
final class Applier {
    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

    /** How long to wait for a snapshot that is being written, before looking again. */
    private static final long BUSY_NANOS = 50_000_000;
    /** Fewer are executed where they were committed, if they are brief: waking this loop's thread costs more. */
    private static final int FEW = 16;

    private final int group;
    private final Machine source;
    private final Executing snapshots;
    private final ExecutedRuns runs;
    private final Clock clock;
    private final Pauses pauses;
    private GroupMachine machine;
    private final Loop loop;
    private final Routes routes;
    private final BooleanSupplier tellsEvents;
    private final IntSupplier leader;
    private final Progress progress;
    private final LongAdder batches = new LongAdder();
    private final LongAdder commands = new LongAdder();
    private final TreeMap<Long, List<ReadGate.Waiting>> reads = new TreeMap<>();
    private final TreeMap<Long, List<Freeze>> freezes = new TreeMap<>();
    private volatile long applied;
    private volatile boolean stopped;

    /** What the applier tells its replica; called on the applying loop. */
    interface Progress {
        void applied(long index, long nextDeadline, List<LogEntry> entries);

        void answered(ReadGate.Waiting query);

        void failed(Throwable cause);
    }

    /** Makes the machine anew from a snapshot's state. */
    interface Machine {
        GroupMachine restore(LoadedSnapshot from);
    }

    /** Hears of every entry executed, while the state stands at it. */
    interface Executing {
        void executed(LogEntry entry, GroupMachine machine);

        void restored(LoadedSnapshot from);

        /** Takes a snapshot of the state as it stands, or says why not; false while the last one is being written. */
        boolean takeNow(GroupMachine machine, Consumer<String> refused);

        /** Takes one once the entry at {@code index} is executed, or says why not. */
        void takeAt(long index, Consumer<String> refused);

        /** Any thread. */
        void stop();
    }

    private static final class Freeze {
        private @Nullable Consumer<@Nullable FrozenGroup> then;

        private Freeze(Consumer<@Nullable FrozenGroup> then) {
            this.then = then;
        }

        private void complete(@Nullable FrozenGroup frozen) {
            Consumer<@Nullable FrozenGroup> waiting = then;
            then = null;
            if (waiting != null) {
                waiting.accept(frozen);
            }
        }
    }

    /** The state and who makes another. */
    record Stage(
            int group,
            GroupMachine machine,
            Machine source,
            Executing snapshots,
            ExecutedRuns runs,
            Clock clock,
            Pauses pauses) {}

    /** An executed command's reply, and the batch that carried it. */
    record Executed(long index, KeptReply reply) {}

    /** Whom clients are told to ask, 0 if that is not known; and whether this member tells them of events. */
    record Place(IntSupplier leader, BooleanSupplier tellsEvents) {}

    Applier(Stage stage, Loop loop, Routes routes, Place place, Progress progress) {
        this.group = stage.group();
        this.machine = stage.machine();
        this.source = stage.source();
        this.snapshots = stage.snapshots();
        this.runs = stage.runs();
        this.clock = stage.clock();
        this.pauses = stage.pauses();
        this.loop = loop;
        this.routes = routes;
        this.leader = place.leader();
        this.tellsEvents = place.tellsEvents();
        this.progress = progress;
        this.applied = machine.appliedIndex();
    }

    void apply(List<LogEntry> entries) {
        Runnable all = guarded(() -> {
            for (LogEntry entry : entries) {
                applyOne(entry);
            }
            progress.applied(machine.appliedIndex(), machine.nextDeadline(), entries);
        });
        if (few(entries)) {
            hereIf(() -> entries.stream().allMatch(e -> machine.brief(e.batch())), all);
        } else {
            loop.execute(all);
        }
    }

    private static boolean few(List<LogEntry> entries) {
        int count = 0;
        for (LogEntry entry : entries) {
            for (Bundle bundle : entry.batch().bundles()) {
                count += bundle.count();
            }
        }
        return count <= FEW && entries.size() <= FEW;
    }

    /** Runs {@code task} on this thread when the loop is idle and the machine, asked on the loop, is quick about it. */
    private void hereIf(BooleanSupplier brief, Runnable task) {
        Thread caller = Thread.currentThread();
        boolean[] here = {true};
        loop.executeHereWhenIdle(guarded(() -> {
            if (here[0] && Thread.currentThread() == caller && !brief.getAsBoolean()) {
                // Still in order: only this caller hands over what has one, and it is in here.
                loop.execute(task);
            } else {
                task.run();
            }
        }));
        here[0] = false;
    }

    /** Puts a snapshot's state in the place of what was executed so far; {@code then} runs on this loop. */
    void swap(Supplier<LoadedSnapshot> from, Runnable then) {
        onLoop(() -> {
            LoadedSnapshot loaded = from.get();
            machine = source.restore(loaded);
            snapshots.restored(loaded);
            passed(machine.appliedIndex());
            while (!freezes.isEmpty() && freezes.firstKey() < applied) {
                freezes.pollFirstEntry().getValue().forEach(f -> f.complete(null));
            }
            progress.applied(applied, machine.nextDeadline(), List.of());
            then.run();
        });
    }

    /** Takes a snapshot once everything handed over before is executed; {@code refused} hears why it cannot. */
    void takeSnapshot(Consumer<String> refused) {
        onLoop(() -> {
            if (!snapshots.takeNow(machine, refused)) {
                loop.schedule(BUSY_NANOS, () -> takeSnapshot(refused));
            }
        });
    }

    /** As {@link #takeSnapshot}, right after the entry at {@code index}, which was not handed over yet. */
    void takeSnapshotAt(long index, Consumer<String> refused) {
        onLoop(() -> snapshots.takeAt(index, refused));
    }

    /** Answers {@code queries} from the state at {@code index} or later. */
    void read(long index, List<ReadGate.Waiting> queries) {
        Runnable all = guarded(() -> {
            if (machine.appliedIndex() >= index) {
                queries.forEach(this::answer);
            } else {
                reads.computeIfAbsent(index, i -> new ArrayList<>()).addAll(queries);
            }
        });
        if (queries.size() <= FEW) {
            hereIf(() -> queries.stream().allMatch(q -> machine.brief(q.query())), all);
        } else {
            loop.execute(all);
        }
    }

    /**
     * Hands {@code then} the state at exactly {@code index} (0: as it stands), or null when that index has passed or
     * was not reached within {@code waitNanos}.
     */
    void freezeAt(long index, long waitNanos, Consumer<@Nullable FrozenGroup> then) {
        onLoop(() -> {
            long now = machine.appliedIndex();
            if (index == 0 || index == now) {
                then.accept(machine.freeze());
            } else if (index < now || waitNanos <= 0) {
                then.accept(null);
            } else {
                Freeze freeze = new Freeze(then);
                freezes.computeIfAbsent(index, i -> new ArrayList<>()).add(freeze);
                loop.schedule(waitNanos, () -> giveUp(index, freeze));
            }
        });
    }

    /** Hands {@code then} what became of a command, or null when that is not known here, or not any more. */
    void recall(Bytes session, long number, Consumer<@Nullable Executed> then) {
        onLoop(() -> {
            KeptReply reply = machine.reply(session, number);
            long index = runs.indexOf(session, number);
            then.accept(reply == null || index == 0 ? null : new Executed(index, reply));
        });
    }

    private void giveUp(long index, Freeze freeze) {
        List<Freeze> waiting = freezes.get(index);
        if (waiting != null && waiting.remove(freeze) && waiting.isEmpty()) {
            freezes.remove(index);
        }
        freeze.complete(null);
    }

    private void applyOne(LogEntry entry) {
        Applied done = machine.apply(entry);
        batches.increment();
        for (BundleResult result : done.results()) {
            if (result.error() == null) {
                commands.add(result.count());
            }
            runs.executed(result, done.index());
            reply(result, done.index());
        }
        if (tellsEvents.getAsBoolean()) {
            done.events().forEach(this::tell);
        }
        snapshots.executed(entry, machine);
        passed(done.index());
    }

    private void passed(long index) {
        applied = index;
        while (!reads.isEmpty() && reads.firstKey() <= applied) {
            reads.pollFirstEntry().getValue().forEach(this::answer);
        }
        List<Freeze> waiting = freezes.remove(applied);
        if (waiting != null) {
            FrozenGroup frozen = machine.freeze();
            waiting.forEach(f -> f.complete(frozen));
        }
    }

    private void reply(BundleResult result, long index) {
        Routes.Route route = routes.of(new SessionKey(result.session(), result.clientKey()));
        if (route == null) {
            return;
        }
        route.connection().send(Wire.replies(group, result, index, leader.getAsInt()));
        if (tellsEvents.getAsBoolean() && result.error() == null && route.greet()) {
            // A client that came back over a new connection may have missed what was told to the old one.
            for (SessionEvents events : machine.unacknowledgedEvents(result.session())) {
                route.connection().send(Wire.events(group, events));
            }
        }
    }

    private void tell(SessionEvents events) {
        Routes.Route route = routes.of(new SessionKey(events.session(), events.clientKey()));
        if (route != null) {
            route.connection().send(Wire.events(group, events));
        }
    }

    private void answer(ReadGate.Waiting query) {
        try {
            Bytes answer = machine.query(query.query());
            query.from().send(Wire.answer(group, query.id(), machine.appliedIndex(), answer));
        } catch (RuntimeException e) {
            // A query changes nothing, so its failure is its asker's problem alone.
            LOG.warn("a query failed in the state machine", e);
            Wire.Refusal why = new Wire.Refusal(ErrorCode.INTERNAL, "the state machine cannot answer: " + e, 0, true);
            query.from().send(Wire.noAnswer(group, query.id(), why));
        }
        progress.answered(query);
    }

    private void onLoop(Runnable task) {
        loop.execute(guarded(task));
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            if (stopped) {
                return;
            }
            long began = clock.monotonicNanos();
            try {
                task.run();
            } catch (Throwable e) {
                stopped = true;
                progress.failed(e);
            }
            pauses.since(began);
        };
    }

    void stop() {
        stopped = true;
        snapshots.stop();
    }

    long applied() {
        return applied;
    }

    long batches() {
        return batches.sum();
    }

    long commands() {
        return commands.sum();
    }
}
