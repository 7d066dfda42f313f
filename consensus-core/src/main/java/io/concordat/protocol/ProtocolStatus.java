package io.concordat.protocol;

import io.concordat.bytes.Hash;

/**
 * A glance at a protocol.
 *
 * @param leader 0 while unknown
 * @param recovery in words, what a member without all its memory waits for; empty when it is whole
 * @param amnesiac whether it has forgotten promises, which its disk has to know as long as it lasts
 */
public record ProtocolStatus(
        Role role,
        long term,
        int leader,
        long epoch,
        long lastIndex,
        Hash lastHash,
        long commitIndex,
        String recovery,
        boolean amnesiac) {}
