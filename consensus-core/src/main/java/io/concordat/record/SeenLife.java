package io.concordat.record;

/**
 * A start of a peer that this replica has met.
 *
 * @param boot the peer's boot counter
 * @param incarnation which life counted that far: a disk that was put back counts there twice
 */
public record SeenLife(int node, long boot, long incarnation) {}
