package io.concordat.machine;

import io.concordat.api.Command;
import io.concordat.bytes.Bytes;
import io.concordat.session.Session;
import io.concordat.session.Sessions;

/** The moment in which the user's machine runs; one object per group, filled in anew for every command. */
final class Execution implements Command {
    private final Sessions sessions;
    private long clusterNanos;
    private long index;
    private Bytes session = Bytes.EMPTY;
    private Bytes bytes = Bytes.EMPTY;
    private long number;

    Execution(Sessions sessions) {
        this.sessions = sessions;
    }

    void batch(long batchIndex, long effectiveNanos) {
        index = batchIndex;
        clusterNanos = effectiveNanos;
    }

    void command(Bytes ofSession, long commandNumber, Bytes commandBytes) {
        session = ofSession;
        number = commandNumber;
        bytes = commandBytes;
    }

    @Override
    public Bytes bytes() {
        return bytes;
    }

    @Override
    public Bytes session() {
        return session;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public boolean maySpeakFor(Bytes other) {
        Session speaker = sessions.find(session);
        Session meant = sessions.find(other);
        return speaker != null && meant != null && speaker.clientKey().equals(meant.clientKey());
    }

    @Override
    public long index() {
        return index;
    }

    @Override
    public long clusterNanos() {
        return clusterNanos;
    }

    @Override
    public void emit(Bytes toSession, Bytes event) {
        sessions.emit(toSession, event);
    }
}
