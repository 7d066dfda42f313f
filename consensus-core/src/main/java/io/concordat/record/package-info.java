/**
 * The log on disk: what a record looks like, how a log is opened and judged, and the one writer all groups share. Knows
 * nothing of files or RocksDB; those are behind {@link io.concordat.record.Disk}.
 */
@NullMarked
package io.concordat.record;

import org.jspecify.annotations.NullMarked;
