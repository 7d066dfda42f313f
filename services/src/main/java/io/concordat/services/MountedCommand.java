package io.concordat.services;

import io.concordat.api.Command;
import io.concordat.api.Expiry;
import io.concordat.bytes.Bytes;

/** A moment as a mounted service sees it: its own bytes, and events marked with its name. */
record MountedCommand(Expiry moment, Bytes prefix, Bytes bytes) implements Command {
    static MountedCommand outside(Expiry moment, Bytes prefix) {
        return new MountedCommand(moment, prefix, Bytes.EMPTY);
    }

    private Command command() {
        return (Command) moment;
    }

    @Override
    public Bytes session() {
        return command().session();
    }

    @Override
    public long number() {
        return command().number();
    }

    @Override
    public boolean maySpeakFor(Bytes other) {
        return command().maySpeakFor(other);
    }

    @Override
    public long index() {
        return command().index();
    }

    @Override
    public long clusterNanos() {
        return moment.clusterNanos();
    }

    @Override
    public void emit(Bytes session, Bytes event) {
        moment.emit(session, Bytes.concat(prefix, event));
    }
}
