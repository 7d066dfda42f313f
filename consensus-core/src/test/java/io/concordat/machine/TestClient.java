package io.concordat.machine;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import java.util.ArrayList;
import java.util.List;

/** Makes one session's bundles, honest or not. */
record TestClient(GroupContext context, String name) {
    Bytes key() {
        return Hash.of(Bytes.utf8(name)).bytes();
    }

    Bytes nonce() {
        return Hash.of(Bytes.utf8("nonce of " + name)).bytes().slice(0, 16);
    }

    Bytes session() {
        return Bundle.sessionId(key(), nonce());
    }

    String label() {
        return session().toHex().substring(0, 4);
    }

    private Bundle.Identity identity() {
        return new Bundle.Identity(context.cluster(), context.group(), session(), key());
    }

    Bundle open(long timeToLive) {
        return Bundle.open(identity(), nonce(), timeToLive, header -> Bytes.EMPTY);
    }

    Bundle close() {
        return Bundle.close(identity(), header -> Bytes.EMPTY);
    }

    Bundle keepAlive(long repliesAcked, long eventsAcked) {
        return Bundle.keepAlive(identity(), repliesAcked, eventsAcked, header -> Bytes.EMPTY);
    }

    Bundle commands(long first, String... commands) {
        return commands(first, 0, commands);
    }

    Bundle commands(long first, long acked, String... commands) {
        List<Bytes> bytes = new ArrayList<>();
        for (String command : commands) {
            bytes.add(Bytes.utf8(command));
        }
        return Bundle.commands(identity(), first, bytes, acked, 0, header -> Bytes.EMPTY);
    }
}
