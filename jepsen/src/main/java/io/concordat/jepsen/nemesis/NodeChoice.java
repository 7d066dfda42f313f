package io.concordat.jepsen.nemesis;

import java.util.List;
import java.util.Locale;

/** Which nodes a fault strikes. */
public enum NodeChoice {
    ONE,
    LEADER,
    MINORITY,
    MAJORITY,
    ALL;

    /** All of them as words. */
    public static final List<String> WORDS =
            List.of(values()).stream().map(NodeChoice::word).toList();

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static NodeChoice of(String word) {
        return word.equals("primary") ? LEADER : valueOf(word.toUpperCase(Locale.ROOT));
    }
}
