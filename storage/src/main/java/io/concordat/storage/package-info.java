/** A node's disk for real: its data directory, RocksDB under the log, and the checks that need no running node. */
@NullMarked
package io.concordat.storage;

import org.jspecify.annotations.NullMarked;
