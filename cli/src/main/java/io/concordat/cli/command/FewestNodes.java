package io.concordat.cli.command;

import io.concordat.node.Protocols;

/** The smallest cluster that outlives one failure, which is what people get who do not say how many they want. */
final class FewestNodes {
    private FewestNodes() {}

    /** 2f+1 where members only crash, 3f+1 where they may lie. */
    static int of(String protocol) {
        return Protocols.names().contains(protocol)
                        && Protocols.named(protocol).replies().everyMember()
                ? 4
                : 3;
    }
}
