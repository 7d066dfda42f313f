package io.concordat.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program believes that preloads the library. */
class InterposerTest {
    private static final Duration OFF = Duration.ofMinutes(40);

    @TempDir
    Path home;

    @Test
    void aClockIsOffAsToldAndTheLiesAreCounted() throws Exception {
        Assumptions.assumeTrue(Interposer.missing(new Machine()).isEmpty(), "needs a C compiler");
        Interposer interposer = Interposer.make(home);
        assertThat(clock(interposer)).isBetween(Instant.now().minusSeconds(30), Instant.now());
        assertThat(interposer.told(1, Interposer.Lie.CLOCK_NANOS)).isZero();
        interposer.tell(1, Interposer.Lie.CLOCK_NANOS, OFF.toNanos());
        Instant ahead = Instant.now().plus(OFF);
        assertThat(clock(interposer)).isBetween(ahead.minusSeconds(30), ahead.plusSeconds(30));
        assertThat(interposer.told(1, Interposer.Lie.CLOCK_NANOS)).isPositive();
        assertThat(interposer.told(1, Interposer.Lie.SYNC_ERROR)).isZero();
    }

    private static Instant clock(Interposer interposer) throws IOException, InterruptedException {
        ProcessBuilder date = new ProcessBuilder("date", "+%s");
        interposer.prepare(1, date);
        Process process = date.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return Instant.ofEpochSecond(Long.parseLong(said.strip()));
    }
}
