package io.concordat.jepsen.workload;

import java.util.List;

/** The workloads that come with Concordat. */
public final class ClusterWorkloads {
    public static final List<String> NAMES = List.of("counter", "lock", "register");

    private ClusterWorkloads() {}

    /** A fresh one; throws {@link IllegalArgumentException}, naming those there are. */
    public static ClusterWorkload named(String name) {
        return switch (name) {
            case "counter" -> new CounterWorkload();
            case "lock" -> new LockWorkload();
            case "register" -> new RegisterWorkload();
            default -> throw new IllegalArgumentException("there is no workload '" + name + "'; there are " + NAMES);
        };
    }
}
