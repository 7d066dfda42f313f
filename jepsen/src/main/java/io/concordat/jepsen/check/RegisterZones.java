package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.model.Register;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Registers to which every value is written once (Gibbons and Korach 1997): each value with its reads claims a zone of
 * time. Where something returned before something else was called the value certainly stood in between; such zones must
 * not overlap, nor contain a zone of another value. An indeterminate write that nobody read is not needed.
 */
public final class RegisterZones implements Decider {
    @Override
    public String name() {
        return "register-zones";
    }

    @Override
    public <S> Optional<Verdict> decide(Problem<S> problem, Budget budget) {
        if (!(problem.model() instanceof Register)) {
            return Optional.empty();
        }
        Map<Object, ValueZone> zones = new LinkedHashMap<>();
        zones.put(problem.initial(), ValueZone.initial());
        for (Operation o : problem.operations()) {
            Object value = o.argument();
            if (o.f().equals("write") && value != null && (o.required() || !o.completed())) {
                if (zones.putIfAbsent(value, ValueZone.writtenBy(o)) != null) {
                    return Optional.empty();
                }
            } else if (!o.f().equals("read") || o.result() == null) {
                return Optional.empty();
            }
        }
        for (Operation o : problem.operations()) {
            if (o.f().equals("read") && o.result() != null) {
                ValueZone zone = zones.get(o.result());
                if (zone == null || zone.writeCalled() > o.returned()) {
                    String reason = "nobody had written what was read";
                    return Optional.of(new Verdict.Invalid(o, reason, name()));
                }
                zone.read(o);
            }
        }
        return Optional.of(ordered(zones.values().stream()
                .filter(ValueZone::needed)
                .sorted(Comparator.comparingInt(ValueZone::from))
                .toList()));
    }

    private Verdict ordered(List<ValueZone> zones) {
        List<ValueZone> forward = zones.stream().filter(ValueZone::forward).toList();
        for (int i = 1; i < forward.size(); i++) {
            if (forward.get(i).from() < forward.get(i - 1).to()) {
                return refuted(forward.get(i - 1), forward.get(i));
            }
        }
        record Placed(ValueZone zone, int at) {}
        List<Placed> placed = new ArrayList<>();
        int next = 0;
        for (ValueZone zone : zones) {
            while (next < forward.size() && forward.get(next).from() <= zone.from()) {
                next++;
            }
            int at = zone.from();
            ValueZone around = zone.forward() || next == 0 ? null : forward.get(next - 1);
            if (around != null && around.to() > at) {
                if (around.to() > zone.to()) {
                    return refuted(around, zone);
                }
                at = around.to();
            }
            placed.add(new Placed(zone, at));
        }
        placed.sort(Comparator.comparingInt(Placed::at));
        List<Operation> order = new ArrayList<>();
        placed.forEach(p -> order.addAll(p.zone().operations()));
        return new Verdict.Valid(order, name());
    }

    private Verdict refuted(ValueZone one, ValueZone other) {
        Operation last = one.lastReturn();
        Operation second = other.lastReturn();
        if (last == null || (second != null && second.returned() > last.returned())) {
            last = second;
        }
        if (last == null) {
            throw new IllegalStateException("zones without operations do not conflict");
        }
        return new Verdict.Invalid(last, "two values stood at the same time", name());
    }
}
