package io.concordat.simulation.faults;

import java.util.Locale;

/** Everything that can go wrong, by the names the command line uses. */
public enum FaultKind {
    /** A process is killed between two events. */
    CRASH,
    /** A process is killed between any two effects, also within one event. */
    CRASH_MID_STEP,
    POWERCUT,
    /** As {@link #CRASH_MID_STEP}, and the machine loses its power with it. */
    POWERCUT_MID_STEP,
    POWERCUT_ALL,
    RESTART_STORM,
    /** A process is frozen and goes on later with everything that has piled up. */
    PAUSE,
    CLOCK_JUMP,
    CLOCK_DRIFT,
    /** An operator wants some node to lead. */
    HANDOVER,
    DROP,
    DUPLICATE,
    REORDER,
    DELAY,
    SLOW_LINK,
    PARTITION,
    /** Every node reaches its neighbours in a ring only (of three nodes: in a line). */
    RING,
    /** Two halves that only one node reaches both of. */
    BRIDGE,
    ONE_WAY,
    RESET,
    CORRUPT_FRAME,
    SLOW_DISK,
    STALLED_DISK,
    FULL_DISK,
    /** A disk has come down to its reserve: the node must go on, without writes, until there is room again. */
    LOW_DISK,
    FAILED_SYNC,
    /** A bit flips on a disk: in a watermark slot, in the log's last record, or in its middle. */
    BIT_FLIP,
    /**
     * A bit flips in the middle of the log of a running process, which finds out when it reads, or at its
     * next start.
     */
    BIT_FLIP_LIVE,
    /** The log's file is cut at its end by a few records that were synced. */
    TORN_TAIL,
    WIPE,
    /** The whole disk is put back to what it was in an earlier life. */
    ROLLBACK,
    CLIENT_CRASH,
    CLIENT_PAUSE,
    /** A client sends as much as it can, in many sessions at once. */
    CLIENT_FLOOD,
    /** A client goes on asking and does not read what it is told. */
    SLOW_READER;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String word() {
        return word;
    }
}
