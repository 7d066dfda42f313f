package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.model.OwnedMutex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Locks with owners: from the return of an acquire to the call of its release the owner certainly holds it. The history
 * is linearizable iff these cores do not overlap and, with fences, tokens rise in their order. An indeterminate acquire
 * is needed only by a release that no other explains; such histories are left to others.
 */
public final class LockDecider implements Decider {
    @Override
    public String name() {
        return "lock-cores";
    }

    @Override
    public <S> Optional<Verdict> decide(Problem<S> problem, Budget budget) {
        if (!(problem.model() instanceof OwnedMutex mutex) || !problem.initial().equals(mutex.initial())) {
            return Optional.empty();
        }
        Map<Object, LockOwner> owners = new LinkedHashMap<>();
        for (Operation o : problem.operations()) {
            if (!o.f().equals("acquire") && !o.f().equals("release")) {
                return Optional.empty();
            }
            owners.computeIfAbsent(OwnedMutex.owner(o), owner -> new LockOwner())
                    .add(o);
        }
        List<LockHold> holds = new ArrayList<>();
        for (LockOwner owner : owners.values()) {
            LockOwner.Finding finding = owner.holds(holds);
            if (finding == LockOwner.Finding.UNCLEAR) {
                return Optional.empty();
            }
            if (finding == LockOwner.Finding.IMPOSSIBLE) {
                return Optional.of(new Verdict.Invalid(owner.stuck(), "its owner cannot hold the lock then", name()));
            }
        }
        holds.sort(Comparator.comparingInt(LockHold::from));
        return ordered(holds, mutex.fenced());
    }

    private Optional<Verdict> ordered(List<LockHold> holds, boolean fenced) {
        List<Operation> order = new ArrayList<>();
        for (int i = 0; i < holds.size(); i++) {
            LockHold hold = holds.get(i);
            if (i > 0) {
                LockHold before = holds.get(i - 1);
                boolean overlap = before.to() > hold.from();
                boolean falling = fenced && token(before) >= token(hold);
                if (overlap || falling) {
                    return before.certain() && hold.certain()
                            ? Optional.of(refuted(before, hold, overlap))
                            : Optional.empty();
                }
            }
            order.add(hold.acquire());
            if (hold.release() != null) {
                order.add(hold.release());
            }
        }
        return Optional.of(new Verdict.Valid(order, name()));
    }

    /** Which of two returns later; an indeterminate one never does. */
    private static Operation later(Operation one, @Nullable Operation other) {
        return other != null && other.required() && other.returned() > one.returned() ? other : one;
    }

    private static long token(LockHold hold) {
        Long token = OwnedMutex.token(hold.acquire());
        return token == null ? 0 : token;
    }

    private Verdict refuted(LockHold before, LockHold hold, boolean overlap) {
        String reason = overlap
                ? "two holders at once: " + before.acquire().describe() + " had not released it"
                : "the token fell: " + before.acquire().describe() + " held the lock before";
        return new Verdict.Invalid(later(later(hold.acquire(), hold.release()), before.release()), reason, name());
    }
}
