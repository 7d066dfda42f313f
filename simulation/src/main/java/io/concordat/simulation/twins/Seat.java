package io.concordat.simulation.twins;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Effects;
import io.concordat.protocol.Event;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.runtime.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** One copy of a replica, with a disk that syncs at once. */
final class Seat {
    private final int number;
    private final int member;
    private final Table table;
    private final Protocol protocol;
    private final Effects effects = new Effects();
    private final List<Event> due = new ArrayList<>();
    private final TreeMap<Long, LogEntry> log = new TreeMap<>();
    private final TreeMap<Long, Bytes> bodies = new TreeMap<>();
    private final TreeMap<Long, RecordOp.Put> certificates = new TreeMap<>();
    private boolean busy;
    private boolean down;

    Seat(int number, int member, Table table, Protocol protocol, LogEntry genesis) {
        this.number = number;
        this.member = member;
        this.table = table;
        this.protocol = protocol;
        log.put(genesis.index(), genesis);
    }

    int number() {
        return number;
    }

    int member() {
        return member;
    }

    Protocol protocol() {
        return protocol;
    }

    Hash hashAt(long index) {
        LogEntry entry = log.get(index);
        return entry == null ? Hash.ZERO : entry.hash();
    }

    long executed() {
        return log.lastKey();
    }

    /** Takes an event, and those that follow from it here. */
    void step(Event event) {
        if (down) {
            return;
        }
        due.add(event);
        if (busy) {
            return;
        }
        busy = true;
        for (int i = 0; i < due.size() && !down; i++) {
            effects.clear();
            try {
                protocol.step(table.now(), due.get(i), effects);
            } catch (Invariant.Violation e) {
                // A copy may find out that it sits twice; an honest member never does such a thing.
                stop(e.toString());
            }
            List<Effect> wanted = List.copyOf(effects.list());
            wanted.forEach(this::run);
        }
        due.clear();
        busy = false;
    }

    private void stop(String reason) {
        down = true;
        effects.clear();
        table.stopped(this, reason);
    }

    private void run(Effect effect) {
        if (effect instanceof Effect.Send send) {
            table.sent(this, send);
        } else if (effect instanceof Effect.Write write) {
            write.write().ops().forEach(this::store);
            due.add(new Event.WriteDone(write.write().ioSeq()));
        } else if (effect instanceof Effect.Apply apply) {
            List<LogEntry> entries = apply.entries();
            entries.forEach(entry -> table.executed(this, entry));
            due.add(new Event.Applied(entries.get(entries.size() - 1).index()));
        } else if (effect instanceof Effect.TellRoot root) {
            due.add(new Event.RootTold(
                    root.index(), Hash.of(hashAt(root.index()).bytes()), 1));
        } else if (effect instanceof Effect.ReadLog read) {
            due.add(new Event.LogRead(
                    read.token(),
                    List.copyOf(log.subMap(read.from(), read.to() + 1).values())));
        } else if (effect instanceof Effect.ReadRecords read) {
            due.add(new Event.RecordsRead(
                    read.token(),
                    List.copyOf(certificates.subMap(read.from(), read.to() + 1).values())));
        } else if (effect instanceof Effect.Accuse accuse) {
            table.accused(this, accuse);
        } else if (effect instanceof Effect.Fatal fatal) {
            stop(fatal.reason());
        }
    }

    private Bytes body(RecordOp.Put entry) {
        return Objects.requireNonNull(bodies.get(entry.key().index()), "an entry that names no body");
    }

    private void store(RecordOp op) {
        if (op instanceof RecordOp.Put put && put.key().kind() == RecordKind.BATCH) {
            log.put(put.key().index(), table.entry(put, put.payload().isEmpty() ? body(put) : put.payload()));
        } else if (op instanceof RecordOp.Put put && put.key().kind() == RecordKind.BODY) {
            bodies.put(put.key().index(), put.payload());
        } else if (op instanceof RecordOp.Put put && put.key().kind() == RecordKind.CERTIFICATE) {
            certificates.put(put.key().index(), put);
        }
    }
}
