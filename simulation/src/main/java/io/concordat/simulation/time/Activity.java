package io.concordat.simulation.time;

/** What an entry of the schedule is, for traces and the trace hash. The order is part of the trace hash. */
public enum Activity {
    LOOP("loop"),
    TIMER("timer"),
    POOL("pool"),
    CONNECT("connect"),
    DELIVER("deliver"),
    CLIENT("client"),
    DISK("disk"),
    FAULT("fault"),
    WORKLOAD("workload"),
    CONTROL("control");

    private final String word;

    Activity(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
