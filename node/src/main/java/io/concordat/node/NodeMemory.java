package io.concordat.node;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a node's process bounds its memory beside the heap, and how long its collector may stop it; {@code bin/concordat
 * node} says the same. What the heap does not hold are RocksDB's tables, buffers of connections, compiled code and what
 * malloc keeps of memory that was freed.
 */
public final class NodeMemory {
    private NodeMemory() {}

    /** Options of the JVM for a heap of {@code heapBytes}. */
    public static List<String> options(long heapBytes) {
        return List.of(
                "-Xms" + heapBytes,
                "-Xmx" + heapBytes,
                // Buffers of connections; by default as much again as the heap.
                "-XX:MaxDirectMemorySize=" + heapBytes / 2,
                // Each thread that writes a long array to a file keeps a buffer as long, unless told not to.
                "-Djdk.nio.maxCachedBufferSize=262144",
                "-XX:ReservedCodeCacheSize=96m",
                // Many small collections rather than few long ones.
                "-XX:MaxGCPauseMillis=30",
                // To look for unused classes while everything stands still took up to 100 ms; nodes load few and keep
                // them.
                "-XX:-ClassUnloadingWithConcurrentMark",
                // Much of what a node holds it holds for long; marking it again and again took a core from its loops.
                "-XX:-G1UseAdaptiveIHOP",
                "-XX:InitiatingHeapOccupancyPercent=60",
                "-XX:+ExitOnOutOfMemoryError");
    }

    /**
     * Of the C library's allocator: by default it makes eight arenas per core, each of which keeps what RocksDB has
     * freed in it, and learns to take large blocks from them. A threshold given is one that it does not move. Batches
     * are taken from the arenas, or each would cost the system a hundred fresh pages; the blocks of tables are not.
     */
    public static SortedMap<String, String> environment() {
        return new TreeMap<>(java.util.Map.of(
                "MALLOC_ARENA_MAX", "2", "MALLOC_TRIM_THRESHOLD_", "4194304", "MALLOC_MMAP_THRESHOLD_", "1048576"));
    }
}
