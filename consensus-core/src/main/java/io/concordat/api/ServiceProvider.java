package io.concordat.api;

import io.concordat.config.Limits;

/**
 * Makes a service mountable by name ({@code services = ["counter"]} in cluster.toml). Found through {@link
 * java.util.ServiceLoader}; thread-safe.
 */
public interface ServiceProvider {
    /** At most 255 bytes of UTF-8; unique among the providers of a node. */
    String name();

    /** A fresh machine, one per group and life of a replica. */
    StateMachine create(Limits limits);
}
