package io.concordat.simulation;

import io.concordat.simulation.time.VirtualTime;

/** A trace with the time filled in. */
final class Tracer {
    private final Trace trace;
    private final VirtualTime time;

    Tracer(Trace trace, VirtualTime time) {
        this.trace = trace;
        this.time = time;
    }

    long now() {
        return time.now();
    }

    boolean on() {
        return trace.on();
    }

    void line(int process, String what, String detail) {
        trace.line(time.now(), process, what, detail);
    }
}
