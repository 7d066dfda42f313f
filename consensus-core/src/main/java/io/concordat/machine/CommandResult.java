package io.concordat.machine;

import io.concordat.bytes.Bytes;

/**
 * What became of one command.
 *
 * @param refused whether {@code bytes} are "CODE message" rather than the state machine's reply
 */
public record CommandResult(long number, boolean refused, Bytes bytes) {}
