package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.pbft.NewViewRules.Reproposal;
import io.concordat.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No schedule of four members, whoever of them lies, loses what may have been committed. */
class ViewChangeModelTest {
    private static final Function<List<ViewChange>, List<Reproposal>> RULE =
            changes -> NewViewRules.reproposals(changes, Words.CONTEXT);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void oneSlotOverThreeViewsIsNeverLost(int liar) {
        // The liar leads the first, second or third view, or none.
        complete(1, 3, liar);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void twoSlotsOverOneChangeAreNeverLost(int liar) {
        complete(2, 2, liar);
    }

    @Tag("nightly")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void twoSlotsOverThreeViewsAreNeverLost(int liar) {
        complete(2, 3, liar);
    }

    @Test
    void P21_theSearchFindsTheLowerCertificateWhereItCounts() {
        assertThat(new ViewChangeModel(1, 3, 1, ViewChangeModelTest::lowestView).search())
                .isNotNull();
    }

    @Test
    void P24_theSearchFindsASlotThatBecomesNull() {
        Function<List<ViewChange>, List<Reproposal>> forgetful = changes -> RULE.apply(changes).stream()
                .map(r -> new Reproposal(r.index(), NullBatch.digest(r.index(), Words.CONTEXT)))
                .toList();
        assertThat(new ViewChangeModel(1, 2, 4, forgetful).search()).isNotNull();
    }

    @Test
    void P25_theSearchFindsASlotLeftOut() {
        assertThat(new ViewChangeModel(1, 2, 4, changes -> List.of()).search()).isNotNull();
    }

    private static void complete(int slots, int views, int liar) {
        ViewChangeModel model = new ViewChangeModel(slots, views, liar, RULE);
        assertThat(model.search()).isNull();
        assertThat(model.judged()).isGreaterThan(100);
    }

    /** Themis took whichever certificate it met first. */
    private static List<Reproposal> lowestView(List<ViewChange> changes) {
        List<ViewChange> turned = new ArrayList<>();
        for (ViewChange change : changes) {
            for (PreparedCertificate prepared : change.prepared()) {
                boolean lower = turned.stream()
                        .flatMap(c -> c.prepared().stream())
                        .noneMatch(p -> p.index() == prepared.index() && p.view() <= prepared.view());
                if (lower) {
                    turned.removeIf(c -> !c.prepared().isEmpty());
                    turned.add(change);
                }
            }
        }
        return RULE.apply(turned);
    }
}
