package io.concordat.replica;

import io.concordat.log.LogEntry;
import io.concordat.machine.GroupMachine;
import io.concordat.membership.Membership;
import io.concordat.protocol.LogTail;
import io.concordat.snapshot.LoadedSnapshot;
import io.concordat.snapshot.SnapshotSchedule;
import io.concordat.snapshot.SnapshotTaking;
import io.concordat.snapshot.SnapshotWriting;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Freezes the state where a snapshot is due, or where an operator wants one, if the one before is written. Confined to
 * the applying loop.
 */
final class DueSnapshots implements Applier.Executing {
    private final SnapshotSchedule schedule;
    private final SnapshotTaking taking;
    private final Membership genesis;
    private final boolean wanted;
    private LogTail last;
    private long wishedAt;
    private @Nullable Consumer<String> wished;

    /** {@code last}: where the state stands; {@code wanted}: whether the protocol makes use of snapshots. */
    DueSnapshots(SnapshotSchedule schedule, SnapshotTaking taking, Membership genesis, boolean wanted, LogTail last) {
        this.schedule = schedule;
        this.taking = taking;
        this.genesis = genesis;
        this.wanted = wanted;
        this.last = last;
    }

    @Override
    public void executed(LogEntry entry, GroupMachine machine) {
        last = new LogTail(entry.term(), entry.index(), entry.hash());
        boolean due = schedule.executed(entry);
        Consumer<String> wish = entry.index() == wishedAt ? wished : null;
        wished = entry.index() >= wishedAt ? null : wished;
        if (wish != null && !taking.ready(true)) {
            wish.accept("the snapshot before is still being written, or none can be");
        } else if (wish != null || (due && wanted && taking.ready(false))) {
            take(machine);
        }
    }

    @Override
    public void takeAt(long index, Consumer<String> refused) {
        if (index <= last.index()) {
            refused.accept("its index has passed");
        } else {
            wishedAt = index;
            wished = refused;
        }
    }

    @Override
    public boolean takeNow(GroupMachine machine, Consumer<String> refused) {
        if (!wanted || taking.hasStopped() || last.index() == 0) {
            refused.accept(
                    !wanted
                            ? "the protocol makes no use of snapshots"
                            : taking.hasStopped()
                                    ? "no snapshot can be written until the next start of the node: see its log"
                                    : "nothing has been executed yet");
            return true;
        }
        boolean free = taking.ready(true);
        if (free) {
            take(machine);
        }
        return free;
    }

    private void take(GroupMachine machine) {
        Membership known = machine.membership();
        taking.take(
                machine.freeze(),
                new SnapshotWriting.Place(last.term(), last.hash(), known == null ? genesis : known, schedule.pace()));
    }

    @Override
    public void restored(LoadedSnapshot from) {
        last = from.manifest().id().place();
        schedule.restored(from.manifest().pace());
    }

    @Override
    public void stop() {
        taking.stop();
    }
}
