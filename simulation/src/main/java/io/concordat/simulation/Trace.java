package io.concordat.simulation;

import java.io.PrintStream;

/** One line per event, in fixed columns, for people who replay a seed. */
public interface Trace {
    Trace NONE = new Trace() {
        @Override
        public boolean on() {
            return false;
        }

        @Override
        public void line(long nanos, int process, String what, String detail) {}
    };

    /** Whether anybody reads it; when not, no text is made. */
    boolean on();

    /** {@code process}: a node's number, 0 for the world, above the nodes for clients. */
    void line(long nanos, int process, String what, String detail);

    /** Prints a legend, then the lines. */
    static Trace to(PrintStream out) {
        out.println("# seconds    virtual time");
        out.println("# who        1..N a node, above N a client, 0 the world (network, disks, faults)");
        out.println("# what       loop timer pool connect deliver client disk fault workload control: what ran");
        out.println("#            send role write apply execute answer: what it did");
        out.printf("%-12s %-4s %-10s %s%n", "seconds", "who", "what", "detail");
        return new Trace() {
            @Override
            public boolean on() {
                return true;
            }

            @Override
            public void line(long nanos, int process, String what, String detail) {
                out.printf("%12.6f %4d %-10s %s%n", nanos / 1e9, process, what, detail);
            }
        };
    }
}
