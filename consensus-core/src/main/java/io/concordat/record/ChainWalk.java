package io.concordat.record;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.log.Batch;
import io.concordat.log.GroupContext;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.RecordKind;
import org.jspecify.annotations.Nullable;

/**
 * Checks batch records one after the other, in the order of their index: checksum, place, structure, and, when the
 * log is chained, contiguity and the link to the entry before.
 */
final class ChainWalk {
    private final GroupContext context;
    private final Limits limits;
    private final boolean chained;
    private final KeyValueStore bodies;
    private @Nullable LogTail previous;

    /** @param previous what the first entry must follow, or null to take the first entry as it comes */
    ChainWalk(LogSetup setup, @Nullable LogTail previous) {
        this.context = setup.context();
        this.limits = setup.limits();
        this.chained = setup.chained();
        this.bodies = setup.disk().store();
        this.previous = previous;
    }

    LogEntry next(Bytes key, Bytes value) throws StorageException {
        StoredRecord record = decode(key, value);
        try {
            Batch batch = Batch.decode(record.payload().isEmpty() ? body(record.index()) : record.payload(), limits);
            if (batch.index() != record.index()) {
                throw new MalformedException("holds batch " + batch.index());
            }
            LogEntry entry = new LogEntry(record.term(), record.hash(), batch);
            if (chained) {
                mustFollow(entry);
            } else if (!record.hash().equals(batch.digest(context))) {
                throw new MalformedException("hash differs from the batch's digest");
            }
            previous = new LogTail(entry.term(), entry.index(), entry.hash());
            return entry;
        } catch (MalformedException e) {
            throw corrupt(record.index(), e);
        }
    }

    private Bytes body(long index) throws StorageException, MalformedException {
        StoredRecord body = LogContents.get(bodies, context.group(), RecordKind.BODY, index);
        if (body == null) {
            throw new MalformedException("its body is missing");
        }
        return body.payload();
    }

    private void mustFollow(LogEntry entry) throws MalformedException {
        LogTail before = previous;
        if (before == null) {
            return;
        }
        if (entry.index() != before.index() + 1) {
            throw new MalformedException("follows " + before.index() + ": records between them are missing");
        }
        if (entry.term() < before.term()) {
            throw new MalformedException("term " + entry.term() + " follows term " + before.term());
        }
        Hash link = LogChain.link(before.hash(), entry.term(), entry.batch().digest(context));
        if (!link.equals(entry.hash())) {
            throw new MalformedException("its hash does not continue the chain");
        }
    }

    private StoredRecord decode(Bytes key, Bytes value) throws StorageException {
        return decode(key, value, context.group(), RecordKind.BATCH);
    }

    /** Decodes a record or says which one is damaged. */
    static StoredRecord decode(Bytes key, Bytes value, int group, RecordKind kind) throws StorageException {
        try {
            return RecordFormat.decode(key, value);
        } catch (MalformedException e) {
            String name = "group " + Integer.toUnsignedString(group) + " record " + kind + " under key " + key.toHex();
            if (RecordFormat.isNewer(value)) {
                throw new StorageException(ErrorCode.WRONG_VERSION, name + " was written by a newer version", e);
            }
            throw StorageException.failed(name + ": " + e.getMessage(), e);
        }
    }

    private StorageException corrupt(long index, MalformedException e) {
        return StorageException.failed(
                StoredRecord.name(context.group(), RecordKind.BATCH, index) + ": " + e.getMessage(), e);
    }
}
