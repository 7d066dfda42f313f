package io.concordat.replica;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.error.ErrorCode;
import io.concordat.net.Lane;
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Effects;
import io.concordat.protocol.Event;
import io.concordat.protocol.Message;
import io.concordat.protocol.MessageCodec;
import io.concordat.protocol.PromiseRules;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.ProtocolStatus;
import io.concordat.protocol.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/**
 * Does what a test tells it and writes down what happens to it. Effects queued with {@link #next} leave at the next
 * event that is not a tick.
 */
final class ScriptedProtocol implements Protocol {
    private final ProtocolStart start;
    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> ticks = Collections.synchronizedList(new ArrayList<>());
    private final Queue<List<Effect>> script = new ConcurrentLinkedQueue<>();
    private volatile BiConsumer<Event, Effects> behaviour = (event, out) -> {};
    private volatile ProtocolStatus status;
    private volatile long proposable;
    private volatile boolean silentToOperators;

    ScriptedProtocol(ProtocolStart start, String recovery) {
        this.start = start;
        status(recovery.isEmpty() ? Role.FOLLOWER : Role.RECOVERY, 0, 0, recovery);
    }

    ProtocolStart start() {
        return start;
    }

    void next(Effect... effects) {
        script.add(List.of(effects));
    }

    void behave(BiConsumer<Event, Effects> how) {
        behaviour = how;
    }

    final void status(Role role, long term, int leader, String recovery) {
        status = new ProtocolStatus(role, term, leader, 1, 1, Hash.ZERO, 1, recovery, !recovery.isEmpty());
    }

    /** From now on operators' wishes are answered by the script alone. */
    void silentToOperators() {
        silentToOperators = true;
    }

    void proposable(long nanos) {
        proposable = nanos;
    }

    List<Event> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    <T extends Event> List<T> events(Class<T> kind) {
        return events().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<Long> ticks() {
        synchronized (ticks) {
            return List.copyOf(ticks);
        }
    }

    @Override
    public void step(long now, Event event, Effects out) {
        if (event instanceof Event.Tick) {
            ticks.add(now);
            return;
        }
        events.add(event);
        behaviour.accept(event, out);
        if (event instanceof Event.AdminRequested wish && !silentToOperators) {
            out.add(new Effect.AdminDone(
                    wish.requestId(), new AdminOutcome.Refused(ErrorCode.TRANSFER_FAILED, "scripted")));
        }
        List<Effect> scripted = script.poll();
        if (scripted != null) {
            scripted.forEach(out::add);
        }
    }

    @Override
    public ProtocolStatus status() {
        return status;
    }

    @Override
    public long proposableTime(long now) {
        return proposable;
    }

    /** A message with a name. */
    record Note(int kind, String text, Lane lane, boolean signed) implements Message {
        static Note plain(String text) {
            return new Note(1, text, Lane.CONTROL, false);
        }

        static Note signed(String text) {
            return new Note(2, text, Lane.CONTROL, true);
        }

        @Override
        public long term() {
            return 1;
        }

        @Override
        public long index() {
            return 1;
        }

        @Override
        public Bytes body() {
            return Bytes.utf8(text);
        }
    }

    static final class Factory implements ProtocolFactory {
        private final List<ScriptedProtocol> started = new ArrayList<>();
        private final String recovery;

        /** {@code recovery} is what the protocols find out when they start; empty for nothing. */
        Factory(String recovery) {
            this.recovery = recovery;
        }

        ScriptedProtocol group(int which) {
            return started.get(which);
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public Protocol start(ProtocolStart start) {
            ScriptedProtocol protocol = new ScriptedProtocol(start, recovery);
            started.add(protocol);
            return protocol;
        }

        @Override
        public MessageCodec codec() {
            return (context, kind, term, index, body, payload, limits) ->
                    new Note(kind, body.toUtf8(), Lane.CONTROL, kind == 2);
        }

        @Override
        public PromiseRules promises() {
            return (sender, message, image) -> null;
        }
    }
}
