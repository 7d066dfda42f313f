package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Operations without an answer, in classes of equal effect. Members of a class are used in the order of their calls, so
 * that how many were used says which; these counts are packed into words, one field a class, with a guard bit above
 * each by which two counts are compared at once.
 */
final class Indeterminate {
    private static final int BITS = 64;

    private final List<List<Operation>> classes = new ArrayList<>();
    private final Map<Object, Integer> byEffect = new HashMap<>();
    private final Map<Integer, Integer> byId = new HashMap<>();
    private final int[] word;
    private final int[] shift;
    private final long[] ones;
    private final long[] guards;

    <S> Indeterminate(Problem<S> problem) {
        for (Operation operation : problem.operations()) {
            if (!operation.required()) {
                int c = classFor(problem.model(), operation);
                classes.get(c).add(operation);
                byId.put(operation.id(), c);
            }
        }
        int count = classes.size();
        word = new int[count];
        shift = new int[count];
        ones = new long[count];
        int words = 0;
        int bit = BITS;
        List<Long> high = new ArrayList<>();
        for (int c = 0; c < count; c++) {
            int width = BITS - Long.numberOfLeadingZeros(classes.get(c).size()) + 1;
            if (bit + width > BITS) {
                words++;
                bit = 0;
                high.add(0L);
            }
            word[c] = words - 1;
            shift[c] = bit;
            ones[c] = (1L << (width - 1)) - 1;
            high.set(words - 1, high.get(words - 1) | (1L << (bit + width - 1)));
            bit += width;
        }
        guards = high.stream().mapToLong(Long::longValue).toArray();
    }

    private <S> int classFor(Model<S> model, Operation operation) {
        // One whose result is known is possible in fewer states than its effect says.
        Object effect = operation.completed() ? null : model.effect(operation);
        Integer known = effect == null ? null : byEffect.get(effect);
        if (known != null) {
            return known;
        }
        if (effect != null) {
            byEffect.put(effect, classes.size());
        }
        classes.add(new ArrayList<>());
        return classes.size() - 1;
    }

    int classOf(Operation operation) {
        return byId.getOrDefault(operation.id(), -1);
    }

    int classCount() {
        return classes.size();
    }

    int size(int c) {
        return classes.get(c).size();
    }

    Operation member(int c, int index) {
        return classes.get(c).get(index);
    }

    /** The class with the effect of a completed operation; -1 for none. */
    <S> int classLike(Model<S> model, Operation operation) {
        if (byEffect.isEmpty()) {
            return -1;
        }
        Object effect = model.effect(operation);
        return effect == null ? -1 : byEffect.getOrDefault(effect, -1);
    }

    long[] noneUsed() {
        return new long[guards.length];
    }

    int used(long[] counts, int c) {
        return (int) ((counts[word[c]] >>> shift[c]) & ones[c]);
    }

    long[] oneMore(long[] counts, int c) {
        long[] more = Arrays.copyOf(counts, counts.length);
        more[word[c]] += 1L << shift[c];
        return more;
    }

    /** Whether every class of {@code a} is used at most as often as in {@code b}. */
    boolean atMost(long[] a, long[] b) {
        for (int i = 0; i < guards.length; i++) {
            if ((((b[i] | guards[i]) - a[i]) & guards[i]) != guards[i]) {
                return false;
            }
        }
        return true;
    }
}
