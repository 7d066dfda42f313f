package io.concordat.storage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WALRecoveryMode;

/** RocksDB's options for a log: mostly appended, read from the end, deleted from the front. Owns native memory. */
final class RocksTuning implements AutoCloseable {
    /** Up to three stand in memory, outside the heap, while the disk is slow. */
    private static final long MEMTABLE_BYTES = 32 << 20;

    private static final long WAL_BYTES = 192 << 20;
    /** From this size on a value stands in a file beside the tables, which only name it. */
    private static final long BLOB_BYTES = 4 << 10;

    private static final long CACHE_BYTES = 16 << 20;

    private final LRUCache cache = new LRUCache(CACHE_BYTES);
    private final Options options = new Options();
    private final boolean readOnly;

    /** For writing, with RocksDB's own log beside the data. */
    static RocksTuning writing(boolean directIo) {
        return new RocksTuning(null, directIo);
    }

    /** For reading only; RocksDB's own log goes to {@code chatter}. */
    static RocksTuning reading(Path chatter) {
        return new RocksTuning(chatter, false);
    }

    private RocksTuning(@Nullable Path chatter, boolean directIo) {
        readOnly = chatter != null;
        options.setCreateIfMissing(chatter == null)
                // The default mode silently drops everything after one flipped bit; this one refuses (measured).
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                // A recycled file holds old records behind the torn tail, which this mode would take for corruption.
                .setRecycleLogFileNum(0)
                .setParanoidChecks(true)
                .setMaxTotalWalSize(WAL_BYTES)
                .setWriteBufferSize(MEMTABLE_BYTES)
                .setMaxWriteBufferNumber(3)
                .setTargetFileSizeBase(MEMTABLE_BYTES)
                // Payloads are opaque and often compressed or encrypted already.
                .setCompressionType(CompressionType.NO_COMPRESSION)
                // Batches are deleted from the front, file by file: no compaction need ever copy one.
                .setEnableBlobFiles(true)
                .setMinBlobSize(BLOB_BYTES)
                .setBlobCompressionType(CompressionType.NO_COMPRESSION)
                .setMaxBackgroundJobs(2)
                // What is flushed is read again by a slow follower at most: through the page cache it cost an eighth
                // of all CPU time under full load, and pushed out what others need there.
                .setUseDirectIoForFlushAndCompaction(directIo)
                .setBytesPerSync(1 << 20)
                .setMaxManifestFileSize(8 << 20)
                .setStatsDumpPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(4 << 20)
                .setKeepLogFileNum(2)
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
        if (chatter != null) {
            options.setDbLogDir(chatter.toString());
        }
    }

    Options options() {
        return options;
    }

    boolean readOnly() {
        return readOnly;
    }

    @Override
    public void close() {
        options.close();
        cache.close();
    }
}
