package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.model.Counter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of {@link CounterSweep}. A configuration's counts are indeterminate adds used, by delta. */
final class CounterRun implements Advance<Long> {
    static final String TOO_WIDE = "more than 64 operations open at once";
    private static final String ENGINE = "counter-sweep";

    private final CounterEvents events;
    private final long[] deltas;
    private final Budget budget;
    private final List<List<Operation>> unanswered = new ArrayList<>();
    private final int[] indexAt = new int[Slots.COUNT];
    private final int[] slotOf;
    private final Counter model;
    private long open;
    private List<Configuration<Long>> frontier = new ArrayList<>();
    private Antichain<Long> seen;
    private Antichain<Long> next;
    private final Deque<Configuration<Long>> pending = new ArrayDeque<>();
    private @Nullable Operation failed;
    private long future;
    private int steps;
    private @Nullable String spent;

    CounterRun(List<Operation> operations, long start, long[] deltas, Budget budget, boolean lookAhead) {
        events = new CounterEvents(operations, deltas, lookAhead);
        this.deltas = deltas;
        this.budget = budget;
        slotOf = new int[operations.size()];
        model = Counter.from(start);
        for (int i = 0; i < deltas.length; i++) {
            unanswered.add(new ArrayList<>());
        }
        seen = antichain();
        next = seen;
        frontier.add(new Configuration<>(start, 0, new long[deltas.length], null));
    }

    private Antichain<Long> antichain() {
        return new Antichain<>(model, (used, other) -> Change.standsIn(deltas, used, other));
    }

    Verdict run() {
        Verdict stopped = advance(Integer.MAX_VALUE);
        return stopped != null ? stopped : new Verdict.Valid(Trail.unfold(frontier.get(0).trail), ENGINE);
    }

    @Override
    public @Nullable Verdict advance(int position) {
        for (int e = 0; e < events.timeline.length; e++) {
            int index = events.timeline[e] >> 1;
            Operation operation = events.operations.get(index);
            boolean returns = (events.timeline[e] & 1) == 1;
            if ((returns ? operation.returned() : operation.called()) >= position) {
                return null;
            }
            future = events.least[e + 1];
            if (!operation.required()) {
                if (operation.completed()) {
                    return new Verdict.Unknown(TOO_WIDE, operation.called(), ENGINE);
                }
                unanswered.get(events.delta[index]).add(operation);
            } else if (!returns) {
                if (!enter(index, operation)) {
                    return new Verdict.Unknown(TOO_WIDE, operation.called(), ENGINE);
                }
            } else if (!leave(index)) {
                failed = operation;
                return spent != null
                        ? new Verdict.Unknown(spent, operation.returned(), ENGINE)
                        : new Verdict.Invalid(culprit(operation), "", ENGINE);
            }
            if ((++steps & 0xFF) == 0 && (spent = budget.spent(frontier.size())) != null) {
                return new Verdict.Unknown(spent, operation.called(), ENGINE);
            }
        }
        return null;
    }

    @Override
    public List<Configuration<Long>> frontier() {
        return frontier;
    }

    @Override
    public @Nullable Operation failed() {
        return failed;
    }

    @Override
    public List<Operation> openIn(Configuration<Long> c) {
        List<Operation> found = new ArrayList<>();
        for (long rest = open & ~c.taken; rest != 0; rest &= rest - 1) {
            found.add(events.operations.get(indexAt[Long.numberOfTrailingZeros(rest)]));
        }
        return found;
    }

    @Override
    public List<Operation> unusedIn(Configuration<Long> c) {
        List<Operation> found = new ArrayList<>();
        for (int delta = 0; delta < deltas.length; delta++) {
            List<Operation> all = unanswered.get(delta);
            found.addAll(all.subList((int) c.used[delta], all.size()));
        }
        return found;
    }

    /**
     * Configurations were given up for operations open now: only the last of their returns completes the refutation.
     */
    private Operation culprit(Operation returned) {
        Operation latest = returned;
        for (long rest = open; rest != 0; rest &= rest - 1) {
            Operation o = events.operations.get(indexAt[Long.numberOfTrailingZeros(rest)]);
            latest = o.returned() > latest.returned() ? o : latest;
        }
        return latest;
    }

    private boolean enter(int index, Operation operation) {
        int slot = Long.numberOfTrailingZeros(~open);
        if (slot == Slots.COUNT) {
            return false;
        }
        long bit = 1L << slot;
        open |= bit;
        indexAt[slot] = index;
        slotOf[index] = slot;
        if (events.delta[index] < 0) {
            long wanted = events.before[index];
            frontier.replaceAll(c -> wanted != CounterEvents.BLIND && wanted != c.state
                    ? c
                    : new Configuration<>(c.state, c.taken | bit, c.used, new Trail(operation, c.trail)));
        }
        return true;
    }

    private boolean leave(int index) {
        long bit = 1L << slotOf[index];
        boolean all = true;
        for (Configuration<Long> c : frontier) {
            all &= c.has(bit);
        }
        if (all) {
            for (Configuration<Long> c : frontier) {
                c.taken &= ~bit;
            }
        } else {
            explore(index, bit);
            if (spent != null || next.size() == 0) {
                return false;
            }
            frontier = next.living();
        }
        open &= ~bit;
        return true;
    }

    private void explore(int index, long bit) {
        seen = antichain();
        next = antichain();
        for (Configuration<Long> c : frontier) {
            Configuration<Long> start = new Configuration<>(c.state, c.taken & ~bit, c.used, c.trail);
            if (c.has(bit)) {
                next.add(start);
            } else if (seen.add(start)) {
                pending.add(start);
            }
        }
        while (!pending.isEmpty()) {
            Configuration<Long> c = pending.poll();
            if (!c.obsolete) {
                expand(c, index, bit);
            }
            if ((++steps & 0xFF) == 0 && (spent = budget.spent(seen.size() + next.size())) != null) {
                return;
            }
        }
    }

    /** Goes on to the lowest value some open operation must be executed at; or, blind, takes the wanted one itself. */
    private void expand(Configuration<Long> c, int wanted, long wantedBit) {
        int lowest = -1;
        for (long rest = open & ~c.taken; rest != 0; rest &= rest - 1) {
            int index = indexAt[Long.numberOfTrailingZeros(rest)];
            if (events.before[index] != CounterEvents.BLIND && (lowest < 0 || precedes(index, lowest))) {
                lowest = index;
            }
        }
        if (lowest >= 0 && events.before[lowest] < c.state) {
            return;
        }
        if (lowest >= 0 && events.before[lowest] <= future) {
            new Filling(c, lowest, wantedBit).fill(deltas.length - 1, events.before[lowest] - c.state);
        }
        if (events.before[wanted] == CounterEvents.BLIND) {
            long value = c.state + deltas[events.delta[wanted]];
            Operation operation = events.operations.get(wanted);
            reach(value, c.taken | wantedBit, c.used, new Trail(operation, c.trail), wantedBit);
        }
    }

    /** Of two at one value, the read goes first: the other one leaves that value. */
    private boolean precedes(int one, int other) {
        return events.before[one] < events.before[other]
                || (events.before[one] == events.before[other] && events.delta[one] < 0);
    }

    private void reach(long value, long takenSoFar, long[] used, @Nullable Trail trailSoFar, long wantedBit) {
        if (value > future) {
            return;
        }
        long taken = takenSoFar;
        Trail trail = trailSoFar;
        for (long rest = open & ~taken; rest != 0; rest &= rest - 1) {
            int slot = Long.numberOfTrailingZeros(rest);
            int index = indexAt[slot];
            if (events.before[index] == CounterEvents.BLIND) {
                continue;
            }
            if (events.before[index] < value) {
                return;
            }
            if (events.before[index] == value && events.delta[index] < 0) {
                taken |= 1L << slot;
                trail = new Trail(events.operations.get(index), trail);
            }
        }
        if ((taken & wantedBit) != 0) {
            next.add(new Configuration<>(value, taken & ~wantedBit, used, trail));
        } else {
            Configuration<Long> reached = new Configuration<>(value, taken, used, trail);
            if (seen.add(reached)) {
                pending.add(reached);
            }
        }
    }

    /** All ways to raise the value by blind adds to where {@code target} can be executed. */
    private final class Filling {
        private final Configuration<Long> from;
        private final int target;
        private final long wantedBit;
        private final long[] chosen = new long[deltas.length];

        Filling(Configuration<Long> from, int target, long wantedBit) {
            this.from = from;
            this.target = target;
            this.wantedBit = wantedBit;
        }

        void fill(int delta, long gap) {
            if ((++steps & 0xFF) == 0 && spent == null) {
                spent = budget.spent(seen.size() + next.size());
            }
            if (spent != null) {
                return;
            }
            if (gap == 0) {
                Arrays.fill(chosen, 0, delta + 1, 0);
                take();
            } else if (delta >= 0) {
                long most = Math.min(gap / deltas[delta], available(delta));
                for (long n = most; n >= 0 && (delta > 0 || n * deltas[0] == gap); n--) {
                    chosen[delta] = n;
                    fill(delta - 1, gap - n * deltas[delta]);
                }
            }
        }

        private long available(int delta) {
            long count = unanswered.get(delta).size() - from.used[delta];
            for (long rest = open & ~from.taken; rest != 0; rest &= rest - 1) {
                int index = indexAt[Long.numberOfTrailingZeros(rest)];
                if (events.delta[index] == delta && events.before[index] == CounterEvents.BLIND) {
                    count++;
                }
            }
            return count;
        }

        private void take() {
            long taken = from.taken;
            long[] used = from.used;
            Trail trail = from.trail;
            for (int delta = 0; delta < deltas.length; delta++) {
                for (long n = chosen[delta]; n > 0; n--) {
                    int slot = earliest(delta, taken);
                    if (slot >= 0) {
                        taken |= 1L << slot;
                        trail = new Trail(events.operations.get(indexAt[slot]), trail);
                    } else {
                        used = used == from.used ? used.clone() : used;
                        trail = new Trail(unanswered.get(delta).get((int) used[delta]++), trail);
                    }
                }
            }
            int slot = slotOf[target];
            taken |= 1L << slot;
            trail = new Trail(events.operations.get(target), trail);
            long raised = events.delta[target] < 0 ? 0 : deltas[events.delta[target]];
            reach(events.before[target] + raised, taken, used, trail, wantedBit);
        }

        /** Of those that must happen, the one that must happen first; the unanswered ones come last. */
        private int earliest(int delta, long taken) {
            int best = -1;
            for (long rest = open & ~taken; rest != 0; rest &= rest - 1) {
                int slot = Long.numberOfTrailingZeros(rest);
                int index = indexAt[slot];
                if (events.delta[index] == delta
                        && events.before[index] == CounterEvents.BLIND
                        && (best < 0
                                || events.operations.get(index).returned()
                                        < events.operations.get(indexAt[best]).returned())) {
                    best = slot;
                }
            }
            return best;
        }
    }
}
