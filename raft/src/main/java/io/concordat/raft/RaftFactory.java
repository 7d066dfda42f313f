package io.concordat.raft;

import io.concordat.protocol.MessageCodec;
import io.concordat.protocol.PromiseRules;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.protocol.ProtocolStart;

/** How Raft joins a program. Thread-safe. */
public final class RaftFactory implements ProtocolFactory {
    @Override
    public String name() {
        return "raft";
    }

    @Override
    public Protocol start(ProtocolStart start) {
        return new RaftProtocol(start);
    }

    @Override
    public MessageCodec codec() {
        return new RaftCodec();
    }

    @Override
    public PromiseRules promises() {
        return new RaftPromises();
    }

    @Override
    public boolean compacts() {
        return true;
    }
}
