package io.concordat.cli.output;

/** A bar on stderr while something takes long; silent when nobody looks. Thread-safe. */
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 40;

    private final Console console;
    private final String what;
    private int shown = -1;

    public Progress(Console console, String what) {
        this.console = console;
        this.what = what;
    }

    /** {@code share} of the work that is done, 0 to 1. */
    public synchronized void show(double share) {
        int percent = (int) (Math.max(0, Math.min(1, share)) * 100);
        if (!console.errTerminal() || percent == shown) {
            return;
        }
        shown = percent;
        int full = percent * WIDTH / 100;
        console.err().printf("\r%s [%s%s] %3d %%", what, "#".repeat(full), " ".repeat(WIDTH - full), percent);
        console.err().flush();
    }

    /** Takes the bar away. */
    @Override
    public synchronized void close() {
        if (console.errTerminal() && shown >= 0) {
            console.err().print("\r" + " ".repeat(what.length() + WIDTH + 10) + "\r");
            console.err().flush();
        }
    }
}
