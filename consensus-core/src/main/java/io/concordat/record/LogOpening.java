package io.concordat.record;

import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Recovery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps from a disk to an open log. */
final class LogOpening {
    private final LogSetup setup;
    private final Owner owner;
    private final int group;
    private final WatermarkSlots slots;

    LogOpening(LogSetup setup) throws StorageException {
        this.setup = setup;
        this.owner = setup.owner();
        this.group = owner.group();
        try {
            this.slots = WatermarkSlots.open(setup.disk().slots(group), owner);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw StorageException.failed("the watermark cannot be opened: " + e.getMessage(), e);
        }
    }

    OpenedLog open() throws StorageException {
        Watermark watermark = slots.found();
        StoredHardState stored = storedHardState(setup);
        LogContents contents =
                LogContents.walk(setup, watermark == null ? 0 : watermark.tail().index());
        Recovery recovery = RecoveryDecision.judge(watermark, contents.tail(), contents.seen());
        HardState hardState = RecoveryDecision.later(
                stored == null ? HardState.INITIAL : stored.hardState(),
                watermark == null ? HardState.INITIAL : watermark.hardState());
        long boots = 1
                + Math.max(stored == null ? 0 : stored.bootCounter(), watermark == null ? 0 : watermark.bootCounter());
        boolean empty = contents.isEmpty();
        if (empty) {
            contents = LogContents.ofGenesis(setup);
        }
        LogTail lost = recovery instanceof Recovery.ShortLog && watermark != null ? watermark.tail() : null;
        slots.start(
                slots.lineage().start(boots, setup.incarnation()),
                hardState,
                contents.tail(),
                lost,
                recovery instanceof Recovery.Amnesia);
        persist(empty, contents.restart(setup.context().epoch()), new StoredHardState(owner, hardState, boots));
        RecordLog log = new RecordLog(setup, slots, contents.tail().index(), hardState.term());
        return new OpenedLog(
                log,
                hardState,
                recovery,
                contents.tail(),
                contents.boundary(),
                contents.snapshot(),
                contents.terms(),
                contents.configurations(setup.genesis()),
                contents.lastProposedNanos(),
                boots);
    }

    /** Makes a disk that nothing was ever promised on; an interrupted formatting may be repeated. */
    void format() throws StorageException {
        Watermark watermark = slots.found();
        StoredHardState stored = storedHardState(setup);
        if ((watermark != null && watermark.bootCounter() > 0) || (stored != null && stored.bootCounter() > 0)) {
            throw new StorageException(
                    ErrorCode.STORAGE_FAILED, "group " + Integer.toUnsignedString(group) + " is already in use here");
        }
        LogEntry genesis = LogChain.genesis(setup.context(), setup.genesis());
        LogTail tail = new LogTail(genesis.term(), genesis.index(), genesis.hash());
        slots.start(Lineage.NONE, HardState.INITIAL, tail, null, false);
        persist(true, null, new StoredHardState(owner, HardState.INITIAL, 0));
    }

    static @Nullable StoredHardState storedHardState(LogSetup setup) throws StorageException {
        Owner owner = setup.owner();
        int group = owner.group();
        StoredRecord record = LogContents.get(setup.disk().store(), group, RecordKind.HARD_STATE, 0);
        if (record == null) {
            return null;
        }
        try {
            StoredHardState stored = StoredHardState.of(record);
            owner.mustOwn(stored.owner(), "the log");
            return stored;
        } catch (MalformedException e) {
            throw StorageException.failed(
                    StoredRecord.name(group, RecordKind.HARD_STATE, 0) + ": " + e.getMessage(), e);
        }
    }

    /** Log first, watermark second: it never runs ahead. */
    private void persist(boolean withGenesis, @Nullable LogStart restart, StoredHardState stored)
            throws StorageException {
        List<KeyValueStore.Change> changes = new ArrayList<>();
        if (withGenesis) {
            RecordOp.Put put = RecordOp.Put.of(LogChain.genesis(setup.context(), setup.genesis()));
            changes.add(RecordLog.put(group, put));
        }
        if (restart != null) {
            changes.add(RecordLog.put(group, restart.toRecord()));
            changes.add(new KeyValueStore.Change.DeleteRange(
                    RecordFormat.key(group, RecordKind.BATCH, 0), RecordFormat.endOf(group, RecordKind.BATCH)));
        }
        changes.add(RecordLog.put(stored.toRecord()));
        Awaited written = new Awaited();
        setup.disk().store().write(changes, written);
        written.await("writing the boot counter");
        Awaited synced = new Awaited();
        try {
            slots.write();
        } catch (IOException e) {
            throw StorageException.failed("the watermark cannot be written: " + e.getMessage(), e);
        }
        slots.sync(synced);
        synced.await("syncing the watermark");
    }
}
