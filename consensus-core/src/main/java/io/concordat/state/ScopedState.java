package io.concordat.state;

import io.concordat.api.KeyedState;
import io.concordat.api.View;
import io.concordat.bytes.Bytes;

/** The part of a state under one prefix. A scope of a scope goes straight to the whole, so depth costs nothing. */
final class ScopedState extends ScopedView implements KeyedState {
    private final KeyedState whole;

    ScopedState(KeyedState whole, Bytes scope) {
        super(whole, scope);
        this.whole = whole;
    }

    @Override
    public void put(Bytes key, Bytes value) {
        whole.put(full(key), value);
    }

    @Override
    public boolean remove(Bytes key) {
        return whole.remove(full(key));
    }

    @Override
    public View freeze() {
        return new ScopedView(whole.freeze(), scope);
    }

    @Override
    public KeyedState scoped(Bytes prefix) {
        return new ScopedState(whole, full(prefix));
    }
}
