package io.concordat.record;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.protocol.HardState;
import io.concordat.protocol.RecordKind;

/**
 * The hard state as a record of the log. Term and vote are one record, so that no crash can pair a new term with an
 * old vote (raft.md M04); it names its owner, so that a foreign disk is refused even when its slots are gone.
 */
record StoredHardState(Owner owner, HardState hardState, long bootCounter) {
    StoredRecord toRecord() {
        Bytes payload = new ByteWriter(40)
                .raw(owner.cluster())
                .u32(owner.node())
                .u32(hardState.vote())
                .u64(bootCounter)
                .toBytes();
        return new StoredRecord(owner.group(), RecordKind.HARD_STATE, 0, hardState.term(), Hash.ZERO, payload);
    }

    static StoredHardState of(StoredRecord record) throws MalformedException {
        ByteReader in = new ByteReader(record.payload());
        Owner owner = new Owner(in.raw(16), record.group(), in.u32());
        HardState hardState = new HardState(record.term(), in.u32());
        long boots = in.u64();
        in.end();
        return new StoredHardState(owner, hardState, boots);
    }
}
