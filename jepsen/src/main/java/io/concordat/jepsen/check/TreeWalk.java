package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.model.Model;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of {@link TreeSearch}. */
final class TreeWalk<S> {
    private final Model<S> model;
    private final Budget budget;
    private final String engine;
    private final CallList calls;
    private final Indeterminate indeterminate;
    private final long[] lifted;
    private final Set<Key> tried = new HashSet<>();
    private S state;
    private long[] used;
    private @Nullable Step<S> last;
    private int lowWord;
    private int highWord;
    private long steps;
    private @Nullable Operation blocked;

    /**
     * A step of the walk: {@code index} of a completed operation, or the class of an indeterminate one as {@code
     * ~class}.
     */
    private record Step<S>(int index, Operation operation, S before, long[] usedBefore, @Nullable Step<S> previous) {}

    /** What was tried: words of the window (their offset first), counts of indeterminate ones, state. */
    private record Key(long[] words, Object state) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && Arrays.equals(words, that.words) && state.equals(that.state);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(words) * 31 + state.hashCode();
        }
    }

    TreeWalk(Problem<S> problem, Budget budget, String engine) {
        this.model = problem.model();
        this.budget = budget;
        this.engine = engine;
        calls = new CallList(problem.operations());
        indeterminate = new Indeterminate(problem);
        lifted = new long[calls.required.size() / 64 + 1];
        state = problem.initial();
        used = indeterminate.noneUsed();
    }

    Verdict run() {
        int entry = calls.first();
        int kind = 0;
        while (calls.remaining() > 0) {
            if ((++steps & 0x1FF) == 0) {
                String spent = budget.spent(tried.size());
                if (spent != null) {
                    return new Verdict.Unknown(spent, blocked == null ? 0 : blocked.returned(), engine);
                }
            }
            if (calls.isCall(entry)) {
                entry = take(calls.indexAt(entry)) ? calls.first() : calls.after(entry);
                kind = 0;
                continue;
            }
            int from = kind;
            kind = takeIndeterminate(from, calls.required.get(calls.indexAt(entry)));
            if (kind < 0) {
                entry = calls.first();
                kind = 0;
                continue;
            }
            // Everything was tried before this return.
            Step<S> undone = back();
            if (undone == null) {
                return new Verdict.Invalid(culprit(), "", engine);
            }
            if (undone.index >= 0) {
                entry = calls.after(calls.callOf(undone.index));
                kind = 0;
            } else {
                entry = firstReturn();
                kind = ~undone.index + 1;
            }
        }
        return new Verdict.Valid(Trail.unfold(trail()), engine);
    }

    private Operation culprit() {
        if (blocked == null) {
            throw new IllegalStateException("refuted without a reason");
        }
        return blocked;
    }

    private int firstReturn() {
        int entry = calls.first();
        while (calls.isCall(entry)) {
            entry = calls.after(entry);
        }
        return entry;
    }

    private boolean take(int index) {
        Operation operation = calls.required.get(index);
        S after = model.step(state, operation);
        if (after == null) {
            return false;
        }
        lifted[index >> 6] |= 1L << (index & 63);
        int lowBefore = lowWord;
        int highBefore = highWord;
        highWord = Math.max(highWord, index >> 6);
        while (lowWord < lifted.length - 1 && lifted[lowWord] == -1L) {
            lowWord++;
        }
        if (!tried.add(key(used, after))) {
            lifted[index >> 6] &= ~(1L << (index & 63));
            lowWord = lowBefore;
            highWord = highBefore;
            return false;
        }
        calls.lift(index);
        last = new Step<>(index, operation, state, used, last);
        state = after;
        return true;
    }

    /** Takes one of the classes from {@code first} on, answering -1; or answers their number when none helps. */
    private int takeIndeterminate(int first, Operation next) {
        if (blocked == null || next.returned() > blocked.returned()) {
            blocked = next;
        }
        for (int k = first; k < indeterminate.classCount(); k++) {
            int count = indeterminate.used(used, k);
            if (count == indeterminate.size(k)) {
                continue;
            }
            Operation operation = indeterminate.member(k, count);
            S after = operation.called() < next.returned() ? model.step(state, operation) : null;
            if (after == null || after.equals(state)) {
                continue;
            }
            long[] more = indeterminate.oneMore(used, k);
            if (tried.add(key(more, after))) {
                last = new Step<>(~k, operation, state, used, last);
                used = more;
                state = after;
                return -1;
            }
        }
        return indeterminate.classCount();
    }

    /** Undoes steps up to and including the last that had alternatives. */
    private @Nullable Step<S> back() {
        while (last != null) {
            Step<S> step = last;
            last = step.previous;
            state = step.before;
            used = step.usedBefore;
            if (step.index >= 0) {
                int index = step.index;
                lifted[index >> 6] &= ~(1L << (index & 63));
                lowWord = Math.min(lowWord, index >> 6);
                calls.putBack(index);
            }
            // A read that fitted cost nothing: where it did not help, nothing else in its place does.
            if (step.index < 0 || !model.readOnly(step.operation)) {
                return step;
            }
        }
        return null;
    }

    private Key key(long[] counts, S after) {
        int high = highWord;
        while (high >= lowWord && lifted[high] == 0) {
            high--;
        }
        int window = Math.max(0, high - lowWord + 1);
        long[] words = new long[1 + window + counts.length];
        words[0] = lowWord;
        System.arraycopy(lifted, lowWord, words, 1, window);
        System.arraycopy(counts, 0, words, 1 + window, counts.length);
        return new Key(words, after);
    }

    private @Nullable Trail trail() {
        java.util.ArrayDeque<Operation> order = new java.util.ArrayDeque<>();
        for (Step<S> s = last; s != null; s = s.previous) {
            order.push(s.operation);
        }
        Trail trail = null;
        for (Operation operation : order) {
            trail = new Trail(operation, trail);
        }
        return trail;
    }
}
