package io.concordat.simulation;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often each lie was told, and what honest replicas made of it. */
public final class LieTally {
    private final TreeMap<String, Figures> figures = new TreeMap<>();

    /**
     * Of one lie.
     *
     * @param told messages sent that an honest replica would not have sent, or withheld that it would
     * @param refused messages of such a liar that honest replicas dropped
     * @param accused contradictions of such a liar that honest replicas kept as evidence
     * @param deposed times that an honest replica left a view that such a liar led
     * @param executed batches that honest replicas executed beside such a liar
     */
    public record Figures(long told, long refused, long accused, long deposed, long executed) {
        static final Figures ZERO = new Figures(0, 0, 0, 0, 0);

        Figures plus(Figures other) {
            return new Figures(
                    told + other.told,
                    refused + other.refused,
                    accused + other.accused,
                    deposed + other.deposed,
                    executed + other.executed);
        }
    }

    void count(String lie, Figures more) {
        figures.merge(lie, more, Figures::plus);
    }

    void add(LieTally other) {
        other.figures.forEach(this::count);
    }

    /** By the lie's name. */
    public SortedMap<String, Figures> byLie() {
        return Collections.unmodifiableSortedMap(figures);
    }
}
