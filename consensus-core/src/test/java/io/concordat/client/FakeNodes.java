package io.concordat.client;

import com.google.protobuf.ByteString;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.Bundle;
import io.concordat.net.ClientDialer;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.wire.ClientWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The nodes a client talks to: they note what arrives, and say what the test tells them to. */
final class FakeNodes implements ClientDialer {
    static final long LATENCY = 100_000;

    private final VirtualRuntime runtime;
    private final List<Wire> wires = new ArrayList<>();
    final List<Arrived> arrived = new ArrayList<>();
    final Set<Integer> down = new TreeSet<>();
    final List<Integer> dialled = new ArrayList<>();
    String rejection = "";
    boolean opens = true;

    /** A frame that reached {@code wire}'s node and was not answered yet. */
    record Arrived(Wire wire, Frame frame) {
        Bundle bundle() {
            try {
                return Bundle.decode(frame.joinedPayload(), Limits.DEFAULTS);
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        }

        List<String> commands() {
            try {
                return bundle().commands().stream().map(Bytes::toUtf8).toList();
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        }

        int node() {
            return wire.node;
        }
    }

    /** One connection. */
    final class Wire implements Link {
        final int node;
        private final Listener listener;
        boolean closed;

        private Wire(int node, Listener listener) {
            this.node = node;
            this.listener = listener;
        }

        @Override
        public void send(Frame frame) {
            runtime.later(LATENCY, () -> {
                if (!closed) {
                    took(new Arrived(this, frame));
                }
            });
        }

        @Override
        public void close() {
            cut();
        }

        void say(Frame frame) {
            runtime.later(LATENCY, () -> {
                if (!closed) {
                    listener.received(frame);
                }
            });
        }

        void cut() {
            if (!closed) {
                closed = true;
                arrived.removeIf(a -> a.wire == this);
                runtime.later(LATENCY, () -> listener.closed("CONNECTION_LOST", "cut"));
            }
        }
    }

    FakeNodes(VirtualRuntime runtime) {
        this.runtime = runtime;
    }

    /** Sessions are opened, kept alive and closed by whoever is asked, so that tests can be about commands. */
    private void took(Arrived what) {
        if (opens && what.frame.kind() == FrameKind.BUNDLE && what.bundle().kind() != Bundle.Kind.COMMANDS) {
            accept(what);
        } else {
            arrived.add(what);
        }
    }

    @Override
    public void dial(int node, Listener listener) {
        dialled.add(node);
        runtime.later(LATENCY, () -> {
            if (!rejection.isEmpty()) {
                listener.closed(rejection, "rejected");
            } else if (down.contains(node)) {
                listener.closed("CONNECTION_LOST", "nobody there");
            } else {
                Wire wire = new Wire(node, listener);
                wires.add(wire);
                listener.opened(wire);
            }
        });
    }

    @Override
    public void close() {
        List.copyOf(wires).forEach(Wire::cut);
    }

    void crash(int node) {
        down.add(node);
        wires(node).forEach(Wire::cut);
    }

    Stream<Wire> wires(int node) {
        return List.copyOf(wires).stream().filter(w -> w.node == node && !w.closed);
    }

    /** The oldest frame nobody has answered yet. */
    Arrived next() {
        return arrived.remove(0);
    }

    void accept(Arrived what) {
        what.wire.say(Frame.of(FrameKind.REPLIES, 0, head(what.bundle()).build(), Bytes.EMPTY));
    }

    /** Each command is answered by its own bytes with a mark. */
    void execute(Arrived what) {
        reply(
                what,
                what.bundle().firstNumber(),
                what.commands().stream().map(c -> c + "!").toList());
    }

    void reply(Arrived what, long first, List<String> results) {
        ByteWriter payload = new ByteWriter(64);
        results.forEach(result -> payload.u8(0).sized(Bytes.utf8(result)));
        what.wire.say(Frame.of(
                FrameKind.REPLIES,
                0,
                head(what.bundle())
                        .setFirstNumber(first)
                        .setCount(results.size())
                        .build(),
                payload.toBytes()));
    }

    void refuse(Arrived what, String code, int leader, boolean nothingHappened) {
        what.wire.say(Frame.of(
                FrameKind.REPLIES,
                0,
                head(what.bundle())
                        .setError(code)
                        .setLeader(leader)
                        .setNothingHappened(nothingHappened)
                        .build(),
                Bytes.EMPTY));
    }

    void busy(Arrived what, int retryAfterMillis) {
        what.wire.say(Frame.of(
                FrameKind.REPLIES,
                0,
                head(what.bundle())
                        .setError("BUSY")
                        .setNothingHappened(true)
                        .setRetryAfterMillis(retryAfterMillis)
                        .build(),
                Bytes.EMPTY));
    }

    /** Unasked. */
    void leadsNoMore(Wire to, Bytes session, int leader) {
        to.say(Frame.of(
                FrameKind.REPLIES,
                0,
                Bytes.wrap(ClientWire.Replies.newBuilder()
                        .setSession(ByteString.copyFrom(session.toArray()))
                        .setKind(Bundle.Kind.KEEP_ALIVE.ordinal())
                        .setError("NOT_LEADER")
                        .setLeader(leader)
                        .setNothingHappened(true)
                        .build()
                        .toByteArray()),
                Bytes.EMPTY));
    }

    void events(Wire to, Bytes session, long first, String... events) {
        ByteWriter payload = new ByteWriter(64);
        for (String event : events) {
            payload.sized(Bytes.utf8(event));
        }
        to.say(Frame.of(
                FrameKind.EVENTS,
                0,
                Bytes.wrap(ClientWire.Events.newBuilder()
                        .setSession(ByteString.copyFrom(session.toArray()))
                        .setFirstNumber(first)
                        .setCount(events.length)
                        .build()
                        .toByteArray()),
                payload.toBytes()));
    }

    private static Head head(Bundle bundle) {
        return new Head(ClientWire.Replies.newBuilder()
                .setSession(ByteString.copyFrom(bundle.session().toArray()))
                .setFirstNumber(bundle.firstNumber())
                .setCount(bundle.count())
                .setKind(bundle.kind().ordinal()));
    }

    /** A reply's header in the making. */
    private record Head(ClientWire.Replies.Builder proto) {
        Head setFirstNumber(long first) {
            proto.setFirstNumber(first);
            return this;
        }

        Head setCount(int count) {
            proto.setCount(count);
            return this;
        }

        Head setError(String code) {
            proto.setError(code);
            return this;
        }

        Head setLeader(int leader) {
            proto.setLeader(leader);
            return this;
        }

        Head setRetryAfterMillis(int millis) {
            proto.setRetryAfterMillis(millis);
            return this;
        }

        Head setNothingHappened(boolean nothing) {
            proto.setNothingHappened(nothing);
            return this;
        }

        Bytes build() {
            return Bytes.wrap(proto.build().toByteArray());
        }
    }
}
