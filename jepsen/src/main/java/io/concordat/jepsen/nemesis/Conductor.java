package io.concordat.jepsen.nemesis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets nemeses strike at random intervals, each in its own rhythm, all on one thread: what one does to a node is over
 * before another looks at it. Which intervals and whom follows from the seed, as far as the cluster leaves a choice.
 */
public final class Conductor {
    private static final Duration SHORTEST_REST = Duration.ofMillis(700);
    private static final Duration LONGEST_REST = Duration.ofMillis(3_500);
    private static final Duration SHORTEST_STRIKE = Duration.ofMillis(800);
    private static final Duration LONGEST_STRIKE = Duration.ofSeconds(5);

    private final Arena arena;
    private final Listener listener;
    private final List<Player> players = new ArrayList<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private @Nullable String failure;

    /** Hears what happens, on the conductor's thread. */
    public interface Listener {
        void struck(String nemesis, String target);

        /**
         * {@code began} is of the clock that {@link System#nanoTime} reads; {@code signs} is how much of it has shown
         * elsewhere than in what clients saw.
         */
        void healed(String nemesis, String target, long began, int signs);
    }

    private static final class Player {
        private final Selection selection;
        private final Random random;
        private long next;
        private long began;
        private @Nullable Strike active;

        Player(Selection selection, Random random) {
            this.selection = selection;
            this.random = random;
        }
    }

    public Conductor(Arena arena, List<Selection> selections, long seed, Listener listener) {
        this.arena = arena;
        this.listener = listener;
        Random seeds = new Random(seed);
        selections.forEach(s -> players.add(new Player(s, new Random(seeds.nextLong()))));
    }

    /** Any thread: {@link #play} ends soon. */
    public void stop() {
        stop.countDown();
    }

    /** Blocks for {@code time} or until {@link #stop}. All faults are healed when it returns, as far as they can be. */
    public void play(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        players.forEach(p -> p.next = System.nanoTime() + between(p.random, SHORTEST_REST, LONGEST_REST));
        try {
            while (System.nanoTime() - end < 0 && failure == null) {
                Player next = players.stream()
                        .min(java.util.Comparator.comparingLong(p -> p.next))
                        .orElse(null);
                long until = next == null ? end : Math.min(end, next.next);
                if (stop.await(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    return;
                }
                if (next != null && System.nanoTime() - next.next >= 0) {
                    turn(next);
                }
            }
        } finally {
            for (Player player : players) {
                heal(player);
            }
        }
    }

    /** Why a fault could not be taken back; null when all could. */
    public @Nullable String failure() {
        return failure;
    }

    private void turn(Player player) throws InterruptedException {
        if (player.active != null) {
            heal(player);
            player.next = System.nanoTime() + between(player.random, SHORTEST_REST, LONGEST_REST);
            return;
        }
        Nemesis nemesis = player.selection.nemesis();
        try {
            long began = System.nanoTime();
            player.active =
                    nemesis.strike(arena, player.selection.draw(player.random)).orElse(null);
            player.began = began;
        } catch (IOException e) {
            failure = nemesis.word() + ": " + e.getMessage();
            return;
        }
        if (player.active == null) {
            player.next = System.nanoTime() + SHORTEST_REST.toNanos() / 2;
            return;
        }
        listener.struck(nemesis.word(), player.active.target());
        if (nemesis.momentary()) {
            heal(player);
        }
        player.next = System.nanoTime()
                + (nemesis.momentary()
                        ? between(player.random, SHORTEST_REST, LONGEST_REST)
                        : between(player.random, SHORTEST_STRIKE, LONGEST_STRIKE));
    }

    private void heal(Player player) throws InterruptedException {
        Strike active = player.active;
        if (active == null) {
            return;
        }
        player.active = null;
        try {
            active.healing().heal();
        } catch (IOException e) {
            failure = player.selection.nemesis().word() + " of " + active.target() + ": " + e.getMessage();
        }
        listener.healed(
                player.selection.nemesis().word(),
                active.target(),
                player.began,
                active.signs().getAsInt());
    }

    private static long between(Random random, Duration least, Duration most) {
        return least.toNanos() + (long) (random.nextDouble() * most.minus(least).toNanos());
    }
}
