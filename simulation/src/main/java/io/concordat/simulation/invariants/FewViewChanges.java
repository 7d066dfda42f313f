package io.concordat.simulation.invariants;

/** In calm at most f primaries lie in a row before an honest one leads: after f+1 changes the group commits. */
public final class FewViewChanges {
    private final Checks checks;
    private final int most;

    /** {@code faults}: how many members may lie. */
    public FewViewChanges(Checks checks, int faults) {
        this.checks = checks;
        this.most = faults + 1;
    }

    /** Fresh requests were served in view {@code then}; when calm began nobody honest was further than {@code calm}. */
    public void served(long calm, long then) {
        checks.counted();
        if (then - calm > most) {
            checks.violated(
                    "few-view-changes",
                    "it took " + (then - calm) + " view changes from view " + calm + " to serve again, more than "
                            + most);
        }
    }
}
