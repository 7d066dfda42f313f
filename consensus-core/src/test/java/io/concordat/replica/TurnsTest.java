package io.concordat.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final List<String> gone = new ArrayList<>();
    private final Turns<Tank> turns = new Turns<>(tank -> gone.add(tank.name));

    private static final class Tank extends Turns.Line {
        private final String name;
        private long bytes;
        private long served;

        private Tank(String name) {
            this.name = name;
        }

        @Override
        boolean isEmpty() {
            return bytes == 0;
        }
    }

    private Tank waits(Tank tank, long bytes) {
        tank.bytes += bytes;
        turns.waits(tank);
        return tank;
    }

    private String serve(long piece) {
        Tank tank = turns.next();
        assertThat(tank).isNotNull();
        long taken = Math.min(piece, tank.bytes);
        tank.bytes -= taken;
        tank.served += taken;
        turns.served(tank, taken);
        return tank.name;
    }

    @Test
    void whoSendsLargePiecesGetsNoMoreBytesThanWhoSendsSmallOnes() {
        Tank large = waits(new Tank("large"), 64 << 20);
        Tank small = waits(new Tank("small"), 64 << 20);
        while (large.served + small.served < 32 << 20) {
            Tank next = turns.next();
            assertThat(next).isNotNull();
            serve(next == large ? 256 << 10 : 200);
        }
        assertThat(Math.abs(large.served - small.served)).isLessThan(512 << 10);
    }

    @Test
    void aNewcomerPassesAHundredBacklogs() {
        for (int i = 0; i < 100; i++) {
            waits(new Tank("greedy"), 10 << 20);
        }
        for (int i = 0; i < 1_000; i++) {
            serve(32 << 10);
        }
        waits(new Tank("polite"), 300);
        assertThat(serve(256 << 10)).isEqualTo("polite");
    }

    @Test
    void comingAgainAndAgainDoesNotMakeANewcomer() {
        Tank old = waits(new Tank("old"), 10 << 20);
        serve(64 << 10);
        Tank frequent = new Tank("frequent");
        for (int i = 0; i < 4_000; i++) {
            waits(frequent, 4 << 10);
            serve(4 << 10);
        }
        assertThat(old.served)
                .as("half of it, give or take a turn")
                .isGreaterThan(4_000L * (4 << 10) / 2 - (128 << 10));
        assertThat(frequent.served).isGreaterThan(4_000L * (4 << 10) / 2 - (256 << 10));
    }

    @Test
    void linesThatHaveNothingLeftAreForgotten() {
        waits(new Tank("a"), 100);
        waits(new Tank("b"), 100);
        serve(100);
        serve(100);
        assertThat(turns.next()).isNull();
        assertThat(gone).containsExactlyInAnyOrder("a", "b");
    }
}
