package io.concordat.cli.command;

import io.concordat.pbft.byzantine.Accomplice;
import io.concordat.pbft.byzantine.Byzantine;
import io.concordat.pbft.byzantine.Conspiracy;
import io.concordat.pbft.byzantine.Turned;
import io.concordat.replica.HostSetup;
import io.concordat.simulation.Lie;
import io.concordat.simulation.LieTally.Figures;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** PBFT's behaviours, one or several at once, as a simulated liar tells them. */
record ByzantineLie(List<Byzantine> kinds) implements Lie {
    private static final int FLOOD_PER_SECOND = 500;

    /** {@code all}, or words with commas between them; words with a plus between them are one liar's. */
    static List<Lie> parse(String text) {
        List<List<Byzantine>> found = text.equals("all")
                ? Arrays.stream(Byzantine.values()).map(List::of).toList()
                : Arrays.stream(text.split(",", -1))
                        .map(several -> Byzantine.parse(several.strip().replace('+', ',')))
                        .toList();
        return found.stream().map(kinds -> (Lie) new ByzantineLie(kinds)).toList();
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
        Conspiracy conspiracy = new Conspiracy(
                kind -> stage.told(), FLOOD_PER_SECOND, new Accomplice(stage.accomplice(), stage::command));
        return Turned.host(honest, kinds, conspiracy);
    }

    /** Whether honest replicas have shown what this kind of lie makes them show. */
    static boolean shown(String word, Figures figures) {
        return switch (Byzantine.named(word).sign()) {
            case REFUSED -> figures.refused() > 0;
            case ACCUSED -> figures.accused() > 0;
            case OVERCOME -> figures.executed() > 0;
        };
    }
}
