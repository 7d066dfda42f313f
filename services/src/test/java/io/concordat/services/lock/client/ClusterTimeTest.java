package io.concordat.services.lock.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClusterTimeTest {
    @Test
    void aDeadlineIsNeverTakenToBeLaterThanItIs() {
        Random random = new Random(7);
        for (int run = 0; run < 2_000; run++) {
            ClusterTime time = new ClusterTime(0.01);
            double rate = 0.991 + random.nextDouble() * 0.018;
            double local = random.nextInt(1_000_000);
            double cluster = random.nextInt(1_000_000);
            for (int i = 0; i < 20; i++) {
                // A command is sent, executed after a while at the cluster's time then, answered later still.
                long sent = (long) local;
                double way = random.nextInt(1_000_000);
                boolean leaderless = random.nextInt(5) == 0;
                local += way;
                cluster += leaderless ? 0 : way * rate;
                time.sample(sent, (long) cluster);
                local += random.nextInt(1_000_000);
                double rest = local - sent - way;
                cluster += rest * rate;
                double left = random.nextInt(10_000_000);
                // Cluster time passes at most as fast as the leader's clock, which is at most 1 % faster than ours.
                double earliest = local + left / rate;
                assertThat((double) time.before((long) (cluster + left))).isLessThanOrEqualTo(earliest + 2);
            }
        }
    }

    @Test
    void withoutAnAnswerNothingIsSafe() {
        assertThat(new ClusterTime(0.01).before(Long.MAX_VALUE / 4)).isEqualTo(Long.MIN_VALUE);
    }
}
