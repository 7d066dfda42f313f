package io.concordat.simulation.network;

import io.concordat.net.Frame;

/** Sees every frame between replicas at the moment it leaves and at the moment it arrives. */
public interface NetworkObserver {
    void sent(int from, int to, Frame frame);

    default void delivered(int from, int to, Frame frame) {}
}
