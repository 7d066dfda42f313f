package io.concordat.simulation;

import io.concordat.pbft.byzantine.Accomplice;
import io.concordat.pbft.byzantine.Byzantine;
import io.concordat.pbft.byzantine.Conspiracy;
import io.concordat.pbft.byzantine.Turned;
import io.concordat.replica.HostSetup;
import java.util.List;
import java.util.stream.Collectors;

/** PBFT's behaviours as the simulator tells them; the program has the same. */
record PbftLie(List<Byzantine> kinds) implements Lie {
    static PbftLie of(Byzantine... kinds) {
        return new PbftLie(List.of(kinds));
    }

    @Override
    public String name() {
        return kinds.stream().map(Byzantine::word).collect(Collectors.joining("+"));
    }

    @Override
    public boolean byRestarting() {
        return kinds.contains(Byzantine.AMNESIA);
    }

    @Override
    public HostSetup turn(HostSetup honest, Stage stage) {
        return Turned.host(
                honest,
                kinds,
                new Conspiracy(kind -> stage.told(), 300, new Accomplice(stage.accomplice(), stage::command)));
    }
}
