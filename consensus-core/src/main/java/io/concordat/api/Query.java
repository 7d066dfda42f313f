package io.concordat.api;

import io.concordat.bytes.Bytes;

/**
 * One read.
 *
 * @param clusterNanos the effective time of the state it sees
 * @param index the last batch that state contains
 */
public record Query(Bytes bytes, long clusterNanos, long index) {}
