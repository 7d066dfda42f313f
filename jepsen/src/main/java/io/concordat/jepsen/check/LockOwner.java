package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Interval;
import io.concordat.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one owner did with a lock. */
final class LockOwner {
    /** What its operations say by themselves. */
    enum Finding {
        HOLDS,
        IMPOSSIBLE,
        UNCLEAR
    }

    private final List<Operation> answered = new ArrayList<>();
    private final List<Operation> unansweredReleases = new ArrayList<>();
    private int firstUnansweredAcquire = Interval.NEVER;
    private int releasesUsed;
    private @Nullable Operation stuck;
    private boolean unclear;

    /** In the order of calls. */
    void add(Operation o) {
        boolean acquires = o.f().equals("acquire");
        if (o.required()) {
            unclear |= !answered.isEmpty() && answered.get(answered.size() - 1).returned() > o.called();
            answered.add(o);
        } else if (o.completed()) {
            unclear = true;
        } else if (acquires) {
            firstUnansweredAcquire = Math.min(firstUnansweredAcquire, o.called());
        } else {
            unansweredReleases.add(o);
        }
    }

    /** The operation that could not be explained. */
    Operation stuck() {
        if (stuck == null) {
            throw new IllegalStateException("nothing is impossible");
        }
        return stuck;
    }

    Finding holds(List<LockHold> into) {
        if (unclear) {
            return Finding.UNCLEAR;
        }
        Operation held = null;
        for (Operation o : answered) {
            boolean acquires = o.f().equals("acquire");
            if (acquires && held != null) {
                Operation between = unansweredRelease(o.returned());
                if (between == null) {
                    return stuckAt(o);
                }
                boolean certain = between.called() > held.returned() && firstUnansweredAcquire > o.returned();
                into.add(new LockHold(held, between, certain));
                held = o;
            } else if (acquires) {
                held = o;
            } else if (held == null) {
                return stuckAt(o);
            } else {
                into.add(new LockHold(held, o, !mayHaveBeenAway(o)));
                held = null;
            }
        }
        if (held != null) {
            Operation last = unansweredRelease(Interval.NEVER);
            into.add(new LockHold(held, last, last == null || certain(held, last)));
        }
        return Finding.HOLDS;
    }

    private boolean certain(Operation acquire, Operation release) {
        return release.called() > acquire.returned() && firstUnansweredAcquire == Interval.NEVER;
    }

    /** With a release and an acquire unanswered before {@code release}, others could have had it meanwhile. */
    private boolean mayHaveBeenAway(Operation release) {
        return firstUnansweredAcquire < release.returned()
                && !unansweredReleases.isEmpty()
                && unansweredReleases.get(0).called() < release.returned();
    }

    private Finding stuckAt(Operation o) {
        stuck = o;
        return firstUnansweredAcquire > o.returned() ? Finding.IMPOSSIBLE : Finding.UNCLEAR;
    }

    private @Nullable Operation unansweredRelease(int before) {
        boolean there = releasesUsed < unansweredReleases.size()
                && unansweredReleases.get(releasesUsed).called() < before;
        return there ? unansweredReleases.get(releasesUsed++) : null;
    }
}
