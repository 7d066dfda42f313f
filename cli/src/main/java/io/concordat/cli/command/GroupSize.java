package io.concordat.cli.command;

import io.concordat.membership.Quorum;
import io.concordat.node.Protocols;

/** What a number of nodes is worth under a protocol. */
final class GroupSize {
    private GroupSize() {}

    /** The smallest cluster that outlives one failure, which is what people get who do not say how many they want. */
    static int fewest(String protocol) {
        return fewest(protocol, 1);
    }

    /** The smallest that outlives {@code faults} failures: 2f+1 where members only crash, 3f+1 where they lie. */
    static int fewest(String protocol, int faults) {
        int nodes = 1;
        while (faults(protocol, nodes) < faults) {
            nodes++;
        }
        return nodes;
    }

    /** How many of {@code nodes} may fail at once while the others go on serving. */
    static int faults(String protocol, int nodes) {
        return mayLie(protocol) ? Quorum.byzantineFaults(nodes) : Quorum.crashFaults(nodes);
    }

    /** What a user should know before buying {@code nodes} machines; empty when none of them is wasted. */
    static String advice(String protocol, int nodes) {
        int faults = faults(protocol, nodes);
        int enough = fewest(protocol, faults);
        if (nodes == enough) {
            return "";
        }
        return nodes + " nodes go on with " + faults + " of them faulty, as " + enough + " would; "
                + fewest(protocol, faults + 1) + " go on with " + (faults + 1);
    }

    private static boolean mayLie(String protocol) {
        return Protocols.names().contains(protocol)
                && Protocols.named(protocol).replies().everyMember();
    }
}
