package io.concordat.storage;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.record.Completion;
import io.concordat.record.KeyValueStore;
import io.concordat.record.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One RocksDB, one column family. Writes complete before they return. The first failed write is the last one: RocksDB
 * may or may not show a failed write after it is opened again, so nothing may build on it.
 */
final class RocksStore implements KeyValueStore {
    private final RocksTuning tuning;
    private final RocksDB db;
    private final WriteOptions writeOptions;
    private final AtomicLong syncs = new AtomicLong();
    // Native memory is gone after close: a read that came too late would take the process with it.
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
    private final Object tablesOnce = new Object();
    private boolean tablesVerified;
    private boolean closed;
    private volatile @Nullable String failure;

    private RocksStore(RocksTuning tuning, RocksDB db, boolean sync) {
        this.tuning = tuning;
        this.db = db;
        this.writeOptions = new WriteOptions().setSync(sync);
    }

    static RocksStore open(Path directory, boolean sync) throws StorageException {
        NativeLibrary.load();
        return open(RocksTuning.writing(DirectIo.possibleIn(directory)), directory, sync);
    }

    /** {@code tuning} belongs to the store from here on, also when it cannot be opened. */
    static RocksStore open(RocksTuning tuning, Path directory, boolean sync) throws StorageException {
        try {
            return new RocksStore(tuning, RocksDB.open(tuning.options(), directory.toString()), sync);
        } catch (RocksDBException e) {
            tuning.close();
            throw unopened(directory, e);
        }
    }

    /** Opens without changing a byte; RocksDB's own chatter goes to {@code chatter}. */
    static RocksStore openReadOnly(Path directory, Path chatter) throws StorageException {
        NativeLibrary.load();
        RocksTuning tuning = RocksTuning.reading(chatter);
        try {
            return new RocksStore(tuning, RocksDB.openReadOnly(tuning.options(), directory.toString()), false);
        } catch (RocksDBException e) {
            tuning.close();
            throw unopened(directory, e);
        }
    }

    private static StorageException unopened(Path directory, RocksDBException e) {
        return new StorageException(ErrorCode.STORAGE_FAILED, directory + " cannot be opened: " + e.getMessage(), e);
    }

    @Override
    public void write(List<Change> changes, Completion completion) {
        String reason = attempt(changes);
        if (reason == null) {
            completion.done();
        } else {
            completion.failed(reason);
        }
    }

    private @Nullable String attempt(List<Change> changes) {
        Lock open = life.readLock();
        open.lock();
        try (WriteBatch batch = new WriteBatch()) {
            if (closed) {
                return "the store is closed";
            }
            if (failure != null) {
                return failure;
            }
            for (Change change : changes) {
                add(batch, change);
            }
            db.write(writeOptions, batch);
            syncs.incrementAndGet();
            return null;
        } catch (RocksDBException e) {
            failure = "RocksDB write failed: " + e.getMessage();
            return failure;
        } finally {
            open.unlock();
        }
    }

    private static void add(WriteBatch batch, Change change) throws RocksDBException {
        if (change instanceof Change.Put put) {
            batch.put(array(put.key()), array(put.value()));
        } else if (change instanceof Change.Delete delete) {
            batch.delete(array(delete.key()));
        } else if (change instanceof Change.DeleteRange range && range.from().compareTo(range.toExclusive()) < 0) {
            batch.deleteRange(array(range.from()), array(range.toExclusive()));
        }
    }

    private static byte[] array(Bytes bytes) {
        return bytes.backingArray().length == bytes.length() ? bytes.backingArray() : bytes.toArray();
    }

    @Override
    public @Nullable Bytes get(Bytes key) throws IOException {
        Lock open = lockOpen();
        try {
            byte[] value = db.get(array(key));
            return value == null ? null : Bytes.wrap(value);
        } catch (RocksDBException e) {
            throw unreadable(e);
        } finally {
            open.unlock();
        }
    }

    @Override
    public void scan(Bytes from, Bytes to, Visitor visitor) throws IOException {
        scan(from, to, visitor, true);
    }

    /** Large values stand beside the tables, which are soon read: summing up a gigabyte of values takes a second. */
    @Override
    public void scanChecked(Bytes from, Bytes to, Visitor visitor) throws IOException {
        verifyTablesFoundAtOpening();
        scan(from, to, visitor, false);
    }

    /** Once for all groups of a node: what stands there later, this process has written. */
    private void verifyTablesFoundAtOpening() throws IOException {
        synchronized (tablesOnce) {
            if (!tablesVerified) {
                verifyTables();
                tablesVerified = true;
            }
        }
    }

    private void scan(Bytes from, Bytes to, Visitor visitor, boolean verify) throws IOException {
        Lock open = lockOpen();
        try (Slice end = new Slice(array(to));
                ReadOptions options = new ReadOptions()
                        .setIterateUpperBound(end)
                        .setVerifyChecksums(verify)
                        .setFillCache(false);
                RocksIterator at = db.newIterator(options)) {
            for (at.seek(array(from)); at.isValid(); at.next()) {
                if (!visitor.visit(Bytes.wrap(at.key()), Bytes.wrap(at.value()))) {
                    return;
                }
            }
            // An iterator that met corruption looks as if it had come to the end.
            at.status();
        } catch (RocksDBException e) {
            throw unreadable(e);
        } finally {
            open.unlock();
        }
    }

    private Lock lockOpen() throws IOException {
        Lock open = life.readLock();
        open.lock();
        if (closed) {
            open.unlock();
            throw new IOException("the store is closed");
        }
        return open;
    }

    private static StorageException unreadable(RocksDBException e) {
        return new StorageException(ErrorCode.STORAGE_FAILED, "RocksDB read failed: " + e.getMessage(), e);
    }

    @Override
    public long syncs() {
        return syncs.get();
    }

    /** Reads every byte of every table and compares it with its checksum, also what no key leads to any more. */
    void verifyTables() throws IOException {
        Lock open = lockOpen();
        try {
            db.verifyChecksum();
        } catch (RocksDBException e) {
            throw unreadable(e);
        } finally {
            open.unlock();
        }
    }

    /** Whether every write succeeded so far. */
    boolean healthy() {
        return failure == null;
    }

    @Override
    public void close() throws IOException {
        life.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try (tuning;
                    writeOptions;
                    db) {
                if (healthy() && !tuning.readOnly()) {
                    db.syncWal();
                }
                db.closeE();
            }
        } catch (RocksDBException e) {
            failure = "RocksDB close failed: " + e.getMessage();
            throw new StorageException(ErrorCode.STORAGE_FAILED, failure, e);
        } finally {
            life.writeLock().unlock();
        }
    }
}
