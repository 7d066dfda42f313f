package io.concordat.protocol;

/** Where a record stands within its group: kind and index (0 where a kind has one record only). */
public record RecordKey(RecordKind kind, long index) {}
