package io.concordat.jepsen.check;

import io.concordat.jepsen.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Configurations none of which can do all that another can: with equal state and bits, the one that used fewer
 * indeterminate operations has more left and loses nothing.
 */
final class Antichain<S> {
    /** In which of two the remaining indeterminate operations can stand in for those of the other. */
    interface Dominance {
        boolean covers(long[] used, long[] other);
    }

    private record Point(Object shape, long taken) {}

    private final Model<S> model;
    private final Dominance dominance;
    private final Map<Point, Configuration<S>> heads = new HashMap<>();
    private final List<Configuration<S>> inOrder = new ArrayList<>();

    Antichain(Model<S> model, Dominance dominance) {
        this.model = model;
        this.dominance = dominance;
    }

    /** Whether it was new; what it makes needless is marked obsolete. */
    boolean add(Configuration<S> c) {
        Point point = new Point(model.shape(c.state), c.taken);
        Configuration<S> head = heads.get(point);
        for (Configuration<S> t = head; t != null; t = t.twin) {
            if (!t.obsolete && covers(t, c)) {
                return false;
            }
        }
        Configuration<S> kept = null;
        for (Configuration<S> t = head; t != null; ) {
            Configuration<S> following = t.twin;
            if (!t.obsolete && covers(c, t)) {
                t.obsolete = true;
            }
            if (!t.obsolete) {
                t.twin = kept;
                kept = t;
            }
            t = following;
        }
        c.twin = kept;
        heads.put(point, c);
        inOrder.add(c);
        return true;
    }

    private boolean covers(Configuration<S> one, Configuration<S> other) {
        return dominance.covers(one.used, other.used) && model.covers(one.state, other.state);
    }

    int size() {
        return inOrder.size();
    }

    /** In the order in which they came. */
    List<Configuration<S>> living() {
        List<Configuration<S>> found = new ArrayList<>(inOrder.size());
        for (Configuration<S> c : inOrder) {
            if (!c.obsolete) {
                c.twin = null;
                found.add(c);
            }
        }
        return found;
    }
}
