package io.concordat.protocol;

import io.concordat.bytes.Hash;

/** A glance at a protocol. {@code leader} is 0 while unknown; {@code recovery} names the degree, empty when whole. */
public record ProtocolStatus(
        Role role,
        long term,
        int leader,
        long epoch,
        long lastIndex,
        Hash lastHash,
        long commitIndex,
        String recovery) {}
