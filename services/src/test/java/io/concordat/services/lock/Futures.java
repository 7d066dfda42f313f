package io.concordat.services.lock;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tries every future: owners that wait for nothing give back what they hold, one lock after the other and in every
 * order; queues move on. No cleverness, so that it can be believed.
 */
final class Futures {
    private static final int OWNERS = 8;

    private record Wait(int owner, int permits) {}

    private record State(int[][] held, List<List<Wait>> queues) {
        boolean waits(int owner) {
            return queues.stream().anyMatch(q -> q.stream().anyMatch(w -> w.owner == owner));
        }

        ByteBuffer key() {
            ByteBuffer key = ByteBuffer.allocate(held.length * (OWNERS + 1)
                    + queues.stream().mapToInt(List::size).sum());
            for (int l = 0; l < held.length; l++) {
                for (int permits : held[l]) {
                    // Needs are 1 to 100 or all, so that a byte tells them apart.
                    key.put((byte) permits);
                }
                queues.get(l).forEach(w -> key.put((byte) (w.owner + 1)));
                key.put((byte) 0);
            }
            return key.flip();
        }
    }

    private final int[] capacity;
    private final State start;

    Futures(PlainLocks now) {
        int locks = now.size.length;
        capacity = new int[locks];
        int[][] held = new int[locks][OWNERS];
        List<List<Wait>> queues = new ArrayList<>();
        for (int l = 0; l < locks; l++) {
            capacity[l] = now.size[l] == 0 ? LockNeed.ALL : now.size[l];
            for (var hold : now.holds.get(l).entrySet()) {
                held[l][hold.getKey()] = hold.getValue().permits;
            }
            List<Wait> queue = new ArrayList<>();
            for (PlainLocks.Waits w : now.queues.get(l)) {
                // One owner's acquisitions are served together, at the first one's place.
                if (queue.stream().noneMatch(q -> q.owner == w.owner())) {
                    int most = now.queues.get(l).stream()
                            .filter(o -> o.owner() == w.owner())
                            .mapToInt(PlainLocks.Waits::permits)
                            .max()
                            .orElseThrow();
                    queue.add(new Wait(w.owner(), most));
                }
            }
            queues.add(queue);
        }
        start = new State(held, queues);
    }

    /** Whether there is a future in which {@code owner} waits for nothing any more. */
    boolean canBeServed(int owner) {
        Set<ByteBuffer> seen = new HashSet<>();
        ArrayDeque<State> open = new ArrayDeque<>();
        open.add(start);
        seen.add(start.key());
        while (!open.isEmpty()) {
            State state = open.removeLast();
            if (!state.waits(owner)) {
                return true;
            }
            for (int o = 0; o < OWNERS; o++) {
                if (state.waits(o)) {
                    continue;
                }
                for (int l = 0; l < capacity.length; l++) {
                    if (state.held[l][o] != 0) {
                        State after = released(state, l, o);
                        if (seen.add(after.key())) {
                            open.add(after);
                        }
                    }
                }
            }
        }
        return false;
    }

    private State released(State state, int lock, int owner) {
        int[][] held = state.held.clone();
        held[lock] = held[lock].clone();
        held[lock][owner] = 0;
        List<List<Wait>> queues = new ArrayList<>(state.queues);
        List<Wait> queue = new ArrayList<>(queues.get(lock));
        queues.set(lock, queue);
        long free = capacity[lock];
        for (int permits : held[lock]) {
            free -= permits;
        }
        while (!queue.isEmpty() && queue.get(0).permits <= free) {
            Wait next = queue.remove(0);
            held[lock][next.owner] = next.permits;
            free -= next.permits;
        }
        return new State(held, queues);
    }
}
