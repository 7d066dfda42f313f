package io.concordat.cli.command;

import io.concordat.cli.Output;
import io.concordat.jepsen.run.RunListener;
import java.time.Duration;

/** Talk about a run: phases and faults as lines, and on a terminal a bar below them. Thread-safe. */
final class JepsenProgress implements RunListener {
    private static final int WIDTH = 30;
    private static final String CLEAR = "\r\u001b[K";

    private final Duration time;
    private final boolean terminal = Output.terminal();

    JepsenProgress(Duration time) {
        this.time = time;
    }

    @Override
    public synchronized void phase(String words) {
        say(words);
    }

    @Override
    public synchronized void fault(String words) {
        say("  " + words);
    }

    private void say(String words) {
        Output.say((terminal ? CLEAR : "") + words);
    }

    @Override
    public synchronized void progress(long millis, int operations) {
        if (!terminal) {
            return;
        }
        int done = (int) Math.min(WIDTH, millis * WIDTH / Math.max(1, time.toMillis()));
        System.err.print(CLEAR + "[" + "#".repeat(done) + " ".repeat(WIDTH - done) + "] " + millis / 1_000 + " s, "
                + operations + " operations");
    }

    @Override
    public synchronized void checking(long millis) {
        if (terminal) {
            System.err.print(CLEAR + "checking for " + millis / 1_000 + " s");
        }
    }
}
