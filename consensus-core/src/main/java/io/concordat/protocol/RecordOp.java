package io.concordat.protocol;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.log.LogEntry;

/** One change of the log, in the order it is to happen within its {@link LogWrite}. */
public sealed interface RecordOp {
    /** Stores a record, replacing what stood under its key. {@code hash} is what the record claims to be. */
    record Put(RecordKey key, long term, Hash hash, Bytes payload) implements RecordOp {
        public static Put of(LogEntry entry) {
            return new Put(
                    new RecordKey(RecordKind.BATCH, entry.index()),
                    entry.term(),
                    entry.hash(),
                    entry.batch().encoded());
        }

        /** As {@link #of}, of an entry whose batch is, or is about to be, the {@link #body} under its index. */
        public static Put naming(LogEntry entry) {
            RecordKey key = new RecordKey(RecordKind.BATCH, entry.index());
            return new Put(key, entry.term(), entry.hash(), Bytes.EMPTY);
        }

        public static Put body(Hash digest, Batch batch) {
            return new Put(new RecordKey(RecordKind.BODY, batch.index()), 0, digest, batch.encoded());
        }
    }

    /** Removes the records of one kind with {@code from <= index < toExclusive}. */
    record Delete(RecordKind kind, long from, long toExclusive) implements RecordOp {}
}
