package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Effects;
import io.concordat.protocol.Event;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.ProtocolStart.ConfigurationAt;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Recovery;
import io.concordat.protocol.SnapshotMark;
import io.concordat.runtime.RandomSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One replica with a disk of its own: what is written counts when the disk is let go on, and only that is kept. */
final class TestMember {
    final int node;
    final List<Batch> applied = new ArrayList<>();
    final List<Effect.Accuse> accused = new ArrayList<>();
    final List<Effect.RoleChanged> roles = new ArrayList<>();
    boolean diskStands;
    /** Before which writes it stands. */
    Predicate<LogWrite> diskStandsAt = write -> false;

    boolean down;
    /** Its state is not what was executed. */
    boolean rotten;

    PbftProtocol protocol;
    /** Every so many slots a snapshot is taken; 0 for never. */
    int snapshotEvery;
    /** Whether what is to be fetched comes by itself. */
    boolean autoFetch = true;

    final TestSnapshots snapshots = new TestSnapshots();
    final List<Effect.InstallSnapshot> installs = new ArrayList<>();
    final List<Effect> others = new ArrayList<>();
    final List<LogWrite> writes = new ArrayList<>();
    private final TestGroup group;
    private final TreeMap<Long, RecordOp.Put> words = new TreeMap<>();
    /** By index; what was executed may not be on disk yet. */
    private final TreeMap<Long, Hash> executed = new TreeMap<>();

    private final TreeMap<Long, RecordOp.Put> bodies = new TreeMap<>();
    private final TreeMap<Long, RecordOp.Put> certificates = new TreeMap<>();
    private final TreeMap<Long, RecordOp.Put> evidence = new TreeMap<>();
    private final TreeMap<Long, LogEntry> log = new TreeMap<>();
    private final Deque<LogWrite> unsynced = new ArrayDeque<>();
    private final List<Effect.Send> held = new ArrayList<>();
    private HardState hardState = HardState.INITIAL;
    private final List<Effect.SwapState> swaps = new ArrayList<>();
    private @Nullable LogStart beginning;
    private long wishedAt;
    private long durable;
    private long nextSeq = 1;
    private Recovery recovery = new Recovery.Intact();

    TestMember(int node, TestGroup group) {
        this.node = node;
        this.group = group;
        LogEntry genesis = LogChain.genesis(Words.CONTEXT, group.members);
        log.put(1L, genesis);
        start();
    }

    void start() {
        down = false;
        applied.clear();
        held.clear();
        unsynced.clear();
        swaps.clear();
        LogStart from = beginning;
        if (from != null) {
            applied.addAll(snapshots.state(from.snapshot().id()));
        }
        protocol = new PbftProtocol(new ProtocolStart(
                node,
                Words.CONTEXT,
                hardState,
                recovery,
                from == null ? LogTail.EMPTY : from.boundary(),
                from == null ? null : from.snapshot(),
                tail(),
                List.of(),
                List.of(new ConfigurationAt(1, group.members)),
                log.values().stream()
                        .mapToLong(e -> e.batch().proposedNanos())
                        .max()
                        .orElse(0),
                node,
                nextSeq,
                Settings.NONE,
                Limits.DEFAULTS,
                new Dice(),
                Words.signer(node),
                ownWords()));
        durable = nextSeq - 1;
        step(new Event.Tick());
    }

    /** The process dies; what was not synced is gone. */
    void crash() {
        down = true;
        unsynced.clear();
        held.clear();
    }

    /** All memory of promises is gone too. */
    void wipe() {
        crash();
        words.clear();
        bodies.clear();
        certificates.clear();
        log.clear();
        log.put(1L, LogChain.genesis(Words.CONTEXT, group.members));
        beginning = null;
        snapshots.forget();
        hardState = HardState.INITIAL;
        recovery = new Recovery.Amnesia("wiped");
    }

    /** The process dies, and its log loses the last entry. */
    void tear() {
        crash();
        long last = log.lastKey();
        log.remove(last);
        certificates.remove(last);
        recovery = new Recovery.ShortLog(0, last);
    }

    void step(Event event) {
        if (down) {
            return;
        }
        Effects effects = new Effects();
        protocol.step(group.now, event, effects);
        List.copyOf(effects.list()).forEach(this::run);
    }

    private void run(Effect effect) {
        if (effect instanceof Effect.Write write) {
            unsynced.addLast(write.write());
            writes.add(write.write());
            nextSeq = write.write().ioSeq() + 1;
        } else if (effect instanceof Effect.Send send) {
            if (send.afterSeq() > durable) {
                held.add(send);
            } else {
                group.fly(node, send);
            }
        } else if (effect instanceof Effect.Apply apply) {
            apply.entries().forEach(this::apply);
            LogEntry last = apply.entries().get(apply.entries().size() - 1);
            group.later(() -> step(new Event.Applied(last.index())));
        } else if (effect instanceof Effect.TellRoot root) {
            // The state is what was executed: its root is the chain's.
            group.later(() -> {
                Hash told = rotten ? Words.B : TestSnapshots.root(executed.get(root.index()));
                step(new Event.RootTold(root.index(), told, TestSnapshots.BYTES));
            });
        } else if (effect instanceof Effect.ReadLog read) {
            List<LogEntry> entries =
                    List.copyOf(log.subMap(read.from(), read.to() + 1).values());
            group.later(() -> step(new Event.LogRead(read.token(), entries)));
        } else if (effect instanceof Effect.ReadRecords read) {
            List<RecordOp.Put> found =
                    List.copyOf(certificates.subMap(read.from(), read.to() + 1).values());
            group.later(() -> step(new Event.RecordsRead(read.token(), found)));
        } else {
            note(effect);
        }
    }

    private void note(Effect effect) {
        if (effect instanceof Effect.Accuse accuse) {
            accused.add(accuse);
        } else if (effect instanceof Effect.RoleChanged change) {
            roles.add(change);
        } else if (effect instanceof Effect.InstallSnapshot install) {
            installs.add(install);
            if (autoFetch) {
                group.later(() -> fetch(install));
            }
        } else if (effect instanceof Effect.SwapState swap) {
            swaps.add(swap);
        } else if (effect instanceof Effect.TakeSnapshotAt at) {
            wishedAt = at.index();
        } else if (effect instanceof Effect.Fatal fatal) {
            throw new AssertionError("node " + node + " stops: " + fatal.reason());
        } else {
            others.add(effect);
        }
    }

    private void apply(LogEntry entry) {
        executed.put(entry.index(), entry.hash());
        applied.add(entry.batch());
        assertThat(entry.index()).as("executed in order, once").isEqualTo(applied.size());
        boolean due = snapshotEvery > 0 && entry.index() % snapshotEvery == 0;
        if (due || entry.index() == wishedAt) {
            LogTail at = new LogTail(0, entry.index(), entry.hash());
            SnapshotMark mark = snapshots.take(at, applied, group.members);
            group.later(() -> step(new Event.SnapshotReady(mark)));
        }
    }

    /** From the first source that has it, or not at all. */
    void fetch(Effect.InstallSnapshot install) {
        for (int source : install.sources()) {
            TestMember other = group.member(source);
            if (!other.down && other.snapshots.has(install.id())) {
                step(new Event.SnapshotReady(snapshots.copy(other.snapshots, install.id())));
                return;
            }
        }
        step(new Event.SnapshotFailed(install.id(), false, "nobody has it"));
    }

    private LogTail tail() {
        LogTail place =
                beginning == null ? LogTail.EMPTY : beginning.snapshot().id().place();
        LogEntry last = log.isEmpty() ? null : log.lastEntry().getValue();
        return last == null || last.index() < place.index()
                ? place
                : new LogTail(last.term(), last.index(), last.hash());
    }

    /** The first entry held; 1 of a log that is whole. */
    long firstIndex() {
        return beginning == null ? 1 : beginning.boundary().index() + 1;
    }

    /** The snapshot that the log counts on. */
    long marked() {
        return beginning == null ? 0 : beginning.snapshot().index();
    }

    /** Syncs what was written; returns whether there was anything. */
    boolean sync() {
        if (down || diskStands || unsynced.isEmpty() || diskStandsAt.test(unsynced.getFirst())) {
            return false;
        }
        LogWrite write = unsynced.removeFirst();
        write.ops().forEach(this::store);
        if (write.hardState() != null) {
            hardState = write.hardState();
        }
        durable = write.ioSeq();
        for (Effect.SwapState swap : List.copyOf(swaps)) {
            if (swap.afterSeq() <= durable) {
                swaps.remove(swap);
                applied.clear();
                applied.addAll(snapshots.state(swap.mark().id()));
                group.later(() -> step(new Event.SnapshotInstalled(swap.mark().id())));
            }
        }
        for (Effect.Send send : List.copyOf(held)) {
            if (send.afterSeq() <= durable) {
                held.remove(send);
                group.fly(node, send);
            }
        }
        step(new Event.WriteDone(durable));
        return true;
    }

    private void store(RecordOp op) {
        if (op instanceof RecordOp.Put put) {
            if (put.key().kind() == RecordKind.OWN_MESSAGE) {
                words.put(put.key().index(), put);
            } else if (put.key().kind() == RecordKind.BODY) {
                bodies.put(put.key().index(), put);
            } else if (put.key().kind() == RecordKind.CERTIFICATE) {
                certificates.put(put.key().index(), put);
            } else if (put.key().kind() == RecordKind.EVIDENCE) {
                evidence.put(put.key().index(), put);
            } else if (put.key().kind() == RecordKind.SNAPSHOT_MARK) {
                begin(put);
            } else if (put.key().kind() == RecordKind.BATCH) {
                try {
                    RecordOp.Put body = bodies.get(put.key().index());
                    Bytes batch = put.payload().isEmpty() && body != null ? body.payload() : put.payload();
                    log.put(
                            put.key().index(),
                            new LogEntry(put.term(), put.hash(), Batch.decode(batch, Limits.DEFAULTS)));
                } catch (MalformedException e) {
                    throw new AssertionError(e);
                }
            }
        } else if (op instanceof RecordOp.Delete delete) {
            TreeMap<Long, ?> records =
                    switch (delete.kind()) {
                        case BATCH -> log;
                        case CERTIFICATE -> certificates;
                        case BODY -> bodies;
                        default -> words;
                    };
            records.subMap(delete.from(), delete.toExclusive()).clear();
        }
    }

    private void begin(RecordOp.Put mark) {
        try {
            beginning = LogStart.decode(mark.term(), mark.hash(), mark.payload());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private List<RecordOp.Put> ownWords() {
        List<RecordOp.Put> all = new ArrayList<>(words.values());
        all.addAll(bodies.tailMap(new PbftFactory().bodiesAfter(all), false).values());
        return all;
    }

    /** The watermark remembers a view whose words the log has lost. */
    void loseWords() {
        words.clear();
    }

    /** Own words, bodies and evidence, as they stand on disk. */
    List<RecordOp.Put> records() {
        List<RecordOp.Put> all = new ArrayList<>(words.values());
        all.addAll(bodies.values());
        all.addAll(evidence.values());
        return all;
    }

    List<LogEntry> entries() {
        return List.copyOf(log.values());
    }

    RecordOp.@Nullable Put certificate(long index) {
        return certificates.get(index);
    }

    int words() {
        return words.size();
    }

    long executed() {
        return protocol.status().commitIndex();
    }

    long view() {
        return protocol.status().term();
    }

    /** A request of some client, that reaches this member. */
    static Bundle request(int number) {
        Bytes name = new ByteWriter(16).u64(0).u64(number).toBytes();
        return Bundle.keepAlive(
                new Bundle.Identity(Words.CONTEXT.cluster(), 0, name, Hash.ZERO.bytes()), 0, 0, text -> Bytes.EMPTY);
    }

    private static final class Dice implements RandomSource {
        private long last = 17;

        @Override
        public long nextLong() {
            last = last * 6364136223846793005L + 1442695040888963407L;
            return last;
        }

        @Override
        public long nextLong(long bound) {
            return Math.floorMod(nextLong(), bound);
        }

        @Override
        public RandomSource split() {
            return new Dice();
        }
    }
}
