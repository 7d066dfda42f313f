package io.concordat.jepsen.nemesis;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One kind of fault. Stateless; a run's conductor is the only one who calls it while a cluster runs. */
public interface Nemesis {
    /** As {@code --nemesis} names it. */
    String word();

    /** What it does, for people. */
    String what();

    /** The words for whom it can strike, the usual ones first; empty when there is nothing to choose. */
    List<String> targets();

    /** Why it cannot work on this machine; empty when it can. */
    default Optional<String> missing(Machine machine) {
        return Optional.empty();
    }

    /** The protocols whose clusters it can strike. */
    default List<String> protocols() {
        return List.of("raft", "pbft");
    }

    /** What has to be in place before the cluster starts. */
    default List<Equipment> needs() {
        return List.of();
    }

    /** Whether it is over as soon as it has struck. */
    default boolean momentary() {
        return false;
    }

    /**
     * Strikes now.
     *
     * @param target one of {@link #targets}, or empty when there are none
     * @return empty when nobody could be struck, as when all who could are already down
     */
    Optional<Strike> strike(Arena arena, String target) throws IOException, InterruptedException;

    /** What must stand ready for a nemesis. */
    enum Equipment {
        /** Every node preloads the library that lies about clocks and files. */
        INTERPOSER,
        /** Every node's data lies on a file system of its own. */
        OWN_DISKS,
        /** Every node lives in a network namespace of its own. */
        NAMESPACES
    }
}
