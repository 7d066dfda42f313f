package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.cluster.TestedCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An administrator moves leadership, a few times in a row: to a node, or to whichever is furthest along. */
final class LeaderTransfer implements Nemesis {
    private static final int MOVES = 4;
    private static final int FURTHEST = 0;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Override
    public String word() {
        return "transfer";
    }

    @Override
    public String what() {
        return "moves leadership to other nodes on an administrator's wish, four times in a row";
    }

    @Override
    public List<String> targets() {
        return List.of("one", "furthest");
    }

    @Override
    public List<String> protocols() {
        return List.of("raft");
    }

    @Override
    public boolean momentary() {
        return true;
    }

    @Override
    public Optional<Strike> strike(Arena arena, String target) throws IOException, InterruptedException {
        List<Integer> heirs = new ArrayList<>();
        for (int move = 0; move < MOVES; move++) {
            Optional<Integer> heir = heir(arena, target);
            if (heir.isPresent()) {
                arena.cluster().transfer(heir.get(), PATIENCE).ifPresent(heirs::add);
            }
        }
        return heirs.isEmpty()
                ? Optional.empty()
                : Optional.of(Strike.moment("leadership to "
                        + String.join(
                                ", ", heirs.stream().map(TestedCluster::node).toList())));
    }

    private static Optional<Integer> heir(Arena arena, String target) throws InterruptedException {
        if (target.equals("furthest")) {
            return Optional.of(FURTHEST);
        }
        List<Integer> others = new ArrayList<>(arena.nodes());
        arena.cluster().leader().ifPresent(others::remove);
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(others.get(arena.random().nextInt(others.size())));
    }
}
