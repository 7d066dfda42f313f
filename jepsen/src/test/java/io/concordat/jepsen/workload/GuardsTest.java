package io.concordat.jepsen.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.services.lock.client.StaleFenceException;
import org.junit.jupiter.api.Test;

/** What is checked beside the history of a lock. */
class GuardsTest {
    @Test
    void aSleeperIsRefusedAndNothingIsLost() {
        GuardedResource resource = new GuardedResource("a");
        long seen = resource.read(1);
        resource.write(2, resource.read(2) + 1);
        assertThatThrownBy(() -> resource.write(1, seen + 1)).isInstanceOf(StaleFenceException.class);
        assertThat(resource.complaint()).isEmpty();
        assertThat(resource.refused()).isEqualTo(1);
    }

    @Test
    void twoHoldersUnderOneFenceLoseAnIncrement() {
        GuardedResource resource = new GuardedResource("a");
        long one = resource.read(1);
        long other = resource.read(1);
        resource.write(1, one + 1);
        resource.write(1, other + 1);
        assertThat(resource.complaint())
                .hasValueSatisfying(why -> assertThat(why).contains("accepted 2 increments and holds 1"));
    }

    @Test
    void aFenceIsGivenOnce() {
        FenceOrder fences = new FenceOrder();
        fences.granted("a", 1, 7, 0, 10);
        fences.granted("b", 2, 7, 20, 30);
        assertThat(fences.complaint())
                .hasValueSatisfying(why -> assertThat(why).contains("fence 7 of lock a to process 1 was given again"));
    }

    @Test
    void fencesRiseInTheOrderOfTimeOverAllLocks() {
        FenceOrder fences = new FenceOrder();
        fences.granted("a", 1, 9, 0, 10);
        fences.granted("b", 2, 8, 11, 30);
        assertThat(fences.complaint()).hasValueSatisfying(why -> assertThat(why).contains("came after fence 9"));
    }

    @Test
    void grantsAtOneTimeMayHaveEitherOrder() {
        FenceOrder fences = new FenceOrder();
        fences.granted("a", 1, 9, 0, 10);
        fences.granted("b", 2, 8, 5, 30);
        assertThat(fences.complaint()).isEmpty();
    }
}
