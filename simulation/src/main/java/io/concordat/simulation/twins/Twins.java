package io.concordat.simulation.twins;

import io.concordat.protocol.ProtocolFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Plays scenarios. They share nothing: any number may be played on any threads at the same time. Thread-safe. */
public final class Twins {
    private final ProtocolFactory factory;
    private final AtomicLong scenarios = new AtomicLong();
    private final AtomicLong accusations = new AtomicLong();

    public Twins(ProtocolFactory factory) {
        this.factory = factory;
    }

    /** How many were played. */
    public long scenarios() {
        return scenarios.get();
    }

    /** How often a member has kept the proof that another one sits twice: zero means that twins never got to lie. */
    public long accusations() {
        return accusations.get();
    }

    /** Returns what went wrong, or null. */
    public @Nullable String play(Scenario scenario) {
        Table table = new Table(scenario, factory);
        String violation = table.play();
        scenarios.incrementAndGet();
        accusations.addAndGet(table.accusations());
        return violation;
    }
}
