package io.concordat.simulation.faults;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Which faults may strike. */
public final class FaultSelection {
    private final EnumSet<FaultKind> kinds;

    private FaultSelection(EnumSet<FaultKind> kinds) {
        this.kinds = kinds;
    }

    public static FaultSelection all() {
        return new FaultSelection(EnumSet.allOf(FaultKind.class));
    }

    public static FaultSelection none() {
        return new FaultSelection(EnumSet.noneOf(FaultKind.class));
    }

    public static FaultSelection of(FaultKind first, FaultKind... others) {
        return new FaultSelection(EnumSet.of(first, others));
    }

    /**
     * {@code all}, {@code none}, or names with commas between them. Throws {@link IllegalArgumentException}, naming
     * those
     * there are.
     */
    public static FaultSelection parse(String text) {
        if (text.equals("all")) {
            return all();
        }
        EnumSet<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        if (!text.equals("none")) {
            for (String word : text.split(",", -1)) {
                kinds.add(kind(word.strip()));
            }
        }
        return new FaultSelection(kinds);
    }

    private static FaultKind kind(String word) {
        return Arrays.stream(FaultKind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fault is called '" + word + "'; there are "
                        + Arrays.stream(FaultKind.values()).map(FaultKind::word).collect(Collectors.joining(", "))));
    }

    public Set<FaultKind> kinds() {
        return EnumSet.copyOf(kinds);
    }

    @Override
    public String toString() {
        return kinds.size() == FaultKind.values().length
                ? "all"
                : kinds.isEmpty() ? "none" : kinds.stream().map(FaultKind::word).collect(Collectors.joining(","));
    }
}
