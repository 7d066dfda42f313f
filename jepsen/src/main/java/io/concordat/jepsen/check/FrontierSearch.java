package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.model.Model;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of {@link Frontier}. */
final class FrontierSearch<S> implements Advance<S> {
    private final Problem<S> problem;
    private final Model<S> model;
    private final Budget budget;
    private final String engine;
    private final Indeterminate indeterminate;
    private final int[] available;
    private final boolean[] covered;
    private final int[] slotOf;
    private final Slots slots = new Slots();
    private List<Configuration<S>> frontier = new ArrayList<>();
    private Antichain<S> seen;
    private Antichain<S> next;
    private final Deque<Configuration<S>> pending = new ArrayDeque<>();
    private int steps;
    private boolean pruned;
    private @Nullable Operation failed;
    private @Nullable String spent;

    FrontierSearch(Problem<S> problem, Budget budget, String engine) {
        this.problem = problem;
        this.model = problem.model();
        this.budget = budget;
        this.engine = engine;
        indeterminate = new Indeterminate(problem);
        available = new int[indeterminate.classCount()];
        covered = new boolean[available.length];
        slotOf = new int[problem.operations().size()];
        seen = new Antichain<>(model, indeterminate::atMost);
        next = seen;
        frontier.add(new Configuration<>(problem.initial(), 0, indeterminate.noneUsed(), null));
    }

    Verdict run() {
        Verdict stopped = advance(Integer.MAX_VALUE);
        return stopped != null ? stopped : new Verdict.Valid(Trail.unfold(frontier.get(0).trail), engine);
    }

    @Override
    public @Nullable Verdict advance(int position) {
        List<Operation> operations = problem.operations();
        for (int event : Timeline.of(operations)) {
            int index = event >> 1;
            Operation operation = operations.get(index);
            boolean returns = (event & 1) == 1;
            int at = returns ? operation.returned() : operation.called();
            if (at >= position) {
                return null;
            }
            if ((++steps & 0xFF) == 0 && (spent = budget.spent(frontier.size())) != null) {
                return new Verdict.Unknown(spent, at, engine);
            }
            if (!operation.required()) {
                available[indeterminate.classOf(operation)]++;
            } else if (!returns) {
                slotOf[index] = enter(operation);
                if (slotOf[index] < 0) {
                    return new Verdict.Unknown("more than 64 operations open at once", at, engine);
                }
            } else if (!leave(slotOf[index])) {
                failed = operation;
                return spent != null
                        ? new Verdict.Unknown(spent, at, engine)
                        : new Verdict.Invalid(culprit(operation), "", engine);
            }
        }
        return null;
    }

    @Override
    public @Nullable Operation failed() {
        return failed;
    }

    @Override
    public List<Configuration<S>> frontier() {
        return frontier;
    }

    @Override
    public List<Operation> openIn(Configuration<S> c) {
        List<Operation> found = new ArrayList<>();
        for (long rest = slots.open() & ~c.taken; rest != 0; rest &= rest - 1) {
            found.add(slots.at(Long.numberOfTrailingZeros(rest)));
        }
        return found;
    }

    @Override
    public List<Operation> unusedIn(Configuration<S> c) {
        List<Operation> found = new ArrayList<>();
        for (int k = 0; k < available.length; k++) {
            for (int i = indeterminate.used(c.used, k); i < available[k]; i++) {
                found.add(indeterminate.member(k, i));
            }
        }
        return found;
    }

    private int enter(Operation operation) {
        boolean readOnly = model.readOnly(operation);
        int slot = slots.enter(operation, readOnly, indeterminate.classLike(model, operation));
        if (slot >= 0 && readOnly) {
            long bit = 1L << slot;
            frontier.replaceAll(c -> model.step(c.state, operation) == null
                    ? c
                    : new Configuration<>(c.state, c.taken | bit, c.used, new Trail(operation, c.trail)));
        }
        return slot;
    }

    /**
     * Keeps the configurations in which the operation has taken effect by now; false when there are none, or no budget.
     */
    private boolean leave(int slot) {
        long bit = 1L << slot;
        boolean all = true;
        for (Configuration<S> c : frontier) {
            all &= c.has(bit);
        }
        if (all) {
            // They differed, and still do when all lose one bit.
            for (Configuration<S> c : frontier) {
                c.taken &= ~bit;
            }
        } else {
            explore(bit);
            if (spent != null) {
                return false;
            }
            List<Configuration<S>> reached = next.living();
            if (reached.isEmpty()) {
                return false;
            }
            frontier = reached;
        }
        slots.leave(slot);
        return true;
    }

    private void explore(long bit) {
        seen = new Antichain<>(model, indeterminate::atMost);
        next = new Antichain<>(model, indeterminate::atMost);
        for (Configuration<S> c : frontier) {
            if (c.has(bit)) {
                next.add(new Configuration<>(c.state, c.taken & ~bit, c.used, c.trail));
            } else {
                Configuration<S> start = new Configuration<>(c.state, c.taken, c.used, c.trail);
                seen.add(start);
                pending.add(start);
            }
        }
        while (!pending.isEmpty()) {
            Configuration<S> c = pending.poll();
            if (!c.obsolete && !hopeless(c)) {
                expand(c, bit);
            }
            if ((++steps & 0xFF) == 0 && (spent = budget.spent(seen.size() + next.size() + frontier.size())) != null) {
                return;
            }
        }
    }

    private boolean hopeless(Configuration<S> c) {
        for (long rest = slots.open() & ~c.taken; rest != 0; rest &= rest - 1) {
            if (model.hopeless(c.state, slots.at(Long.numberOfTrailingZeros(rest)))) {
                pruned = true;
                return true;
            }
        }
        return false;
    }

    /**
     * Where configurations were given up for operations that return later, only those returns complete the refutation.
     */
    private Operation culprit(Operation returned) {
        Operation latest = returned;
        for (long rest = pruned ? slots.open() : 0; rest != 0; rest &= rest - 1) {
            Operation open = slots.at(Long.numberOfTrailingZeros(rest));
            latest = open.returned() > latest.returned() ? open : latest;
        }
        return latest;
    }

    private void expand(Configuration<S> c, long wanted) {
        java.util.Arrays.fill(covered, false);
        for (long rest = slots.open() & ~c.taken; rest != 0; rest &= rest - 1) {
            int slot = Long.numberOfTrailingZeros(rest);
            if ((slots.earlierTwins[slot] & ~c.taken) == 0) {
                Operation operation = slots.at(slot);
                S state = model.step(c.state, operation);
                if (state != null) {
                    if (slots.effectClass[slot] >= 0) {
                        covered[slots.effectClass[slot]] = true;
                    }
                    reach(state, c.taken | (1L << slot), c.used, new Trail(operation, c.trail), wanted);
                }
            }
        }
        for (int k = 0; k < available.length; k++) {
            int used = indeterminate.used(c.used, k);
            // Where a completed operation does the same, it goes first: the indeterminate one can follow in its place.
            if (used < available[k] && !covered[k]) {
                Operation operation = indeterminate.member(k, used);
                S state = model.step(c.state, operation);
                if (state != null && !state.equals(c.state)) {
                    reach(state, c.taken, indeterminate.oneMore(c.used, k), new Trail(operation, c.trail), wanted);
                }
            }
        }
    }

    /** Open reads that this state satisfies take effect at once: that costs nothing and excludes nothing. */
    private void reach(S state, long takenSoFar, long[] used, Trail trailSoFar, long wanted) {
        long taken = takenSoFar;
        Trail trail = trailSoFar;
        for (long rest = slots.readers() & ~taken; rest != 0; rest &= rest - 1) {
            int slot = Long.numberOfTrailingZeros(rest);
            if (model.step(state, slots.at(slot)) != null) {
                taken |= 1L << slot;
                trail = new Trail(slots.at(slot), trail);
            }
        }
        if ((taken & wanted) != 0) {
            next.add(new Configuration<>(state, taken & ~wanted, used, trail));
        } else {
            Configuration<S> c = new Configuration<>(state, taken, used, trail);
            if (seen.add(c)) {
                pending.add(c);
            }
        }
    }
}
