package io.concordat.jepsen.run;

/** Hears how a run goes on, on several threads. Must not block. */
public interface RunListener {
    RunListener SILENT = new RunListener() {
        @Override
        public void phase(String words) {}

        @Override
        public void fault(String words) {}

        @Override
        public void progress(long millis, int operations) {}

        @Override
        public void checking(long millis) {}
    };

    /** Starting, running, healing, checking. */
    void phase(String words);

    /** Something struck, or was healed. */
    void fault(String words);

    /** About once a second while clients work: since when, and how much they have asked. */
    void progress(long millis, int operations);

    /** About once a second while the history is judged: since when. */
    void checking(long millis);
}
