package io.concordat.session;

import io.concordat.api.View;
import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** Reads a restored state's entries, which may contradict what we would have written. */
final class Keyed {
    private Keyed() {}

    interface Entry {
        /** The key without its prefix. */
        void read(ByteReader key, Bytes value) throws MalformedException;
    }

    static void each(View state, Bytes prefix, Entry entry) throws MalformedException {
        List<MalformedException> failed = new ArrayList<>();
        state.scan(prefix, prefix, (key, value) -> {
            try {
                entry.read(new ByteReader(key.slice(prefix.length(), key.length() - prefix.length())), value);
                return true;
            } catch (MalformedException e) {
                failed.add(e);
                return false;
            }
        });
        if (!failed.isEmpty()) {
            throw new MalformedException("restored sessions: " + failed.get(0).getMessage(), failed.get(0));
        }
    }
}
