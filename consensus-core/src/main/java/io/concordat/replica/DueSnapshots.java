package io.concordat.replica;

import io.concordat.log.LogEntry;
import io.concordat.machine.GroupMachine;
import io.concordat.membership.Membership;
import io.concordat.snapshot.LoadedSnapshot;
import io.concordat.snapshot.SnapshotSchedule;
import io.concordat.snapshot.SnapshotTaking;
import io.concordat.snapshot.SnapshotWriting;

/** Freezes the state where a snapshot is due, if the one before is written. Confined to the applying loop. */
record DueSnapshots(SnapshotSchedule schedule, SnapshotTaking taking, Membership genesis, boolean wanted)
        implements Applier.Executing {
    @Override
    public void executed(LogEntry entry, GroupMachine machine) {
        boolean due = schedule.executed(entry);
        if (due && wanted && taking.ready(false)) {
            Membership known = machine.membership();
            taking.take(
                    machine.freeze(),
                    new SnapshotWriting.Place(
                            entry.term(), entry.hash(), known == null ? genesis : known, schedule.pace()));
        }
    }

    @Override
    public void restored(LoadedSnapshot from) {
        schedule.restored(from.manifest().pace());
    }

    @Override
    public void stop() {
        taking.stop();
    }
}
