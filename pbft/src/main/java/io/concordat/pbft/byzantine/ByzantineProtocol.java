package io.concordat.pbft.byzantine;

import io.concordat.protocol.Effect;
import io.concordat.protocol.Effects;
import io.concordat.protocol.Event;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.ProtocolStatus;
import java.util.ArrayList;
import java.util.List;

/** An honest replica whose hearing and speech pass through behaviours, one after another. As pure as what it wraps. */
final class ByzantineProtocol implements Protocol {
    private final Protocol honest;
    private final List<Acting> acting = new ArrayList<>();
    private final Effects wanted = new Effects();
    private final List<Effect.Send> said = new ArrayList<>();

    private record Acting(Behaviour behaviour, Liar liar) {}

    ByzantineProtocol(ProtocolStart start, ProtocolFactory factory, List<Byzantine> kinds, Conspiracy conspiracy) {
        for (int i = 0; i < kinds.size(); i++) {
            Byzantine kind = kinds.get(i);
            int after = i + 1;
            Liar liar = new Liar(
                    start, conspiracy, () -> conspiracy.deeds().done(kind), send -> say(after, send), this::status);
            acting.add(new Acting(kind.behave(), liar));
        }
        ProtocolStart seen = start;
        for (Acting one : acting) {
            seen = one.behaviour().wakes(seen, one.liar());
        }
        this.honest = factory.start(seen);
    }

    @Override
    public void step(long now, Event event, Effects out) {
        Event heard = event;
        for (Acting one : acting) {
            one.liar().at(now);
            heard = heard == null ? null : one.behaviour().hears(heard, one.liar());
        }
        wanted.clear();
        if (heard != null) {
            honest.step(now, heard, wanted);
        }
        for (Effect effect : wanted.list()) {
            if (effect instanceof Effect.Send send) {
                say(0, send);
            } else {
                flush(out);
                out.add(effect);
            }
        }
        if (event instanceof Event.Tick) {
            acting.forEach(one -> one.behaviour().ticks(one.liar()));
        }
        flush(out);
    }

    private void say(int from, Effect.Send send) {
        if (from == acting.size()) {
            said.add(send);
        } else {
            acting.get(from).behaviour().says(send, acting.get(from).liar());
        }
    }

    private void flush(Effects out) {
        said.forEach(out::add);
        said.clear();
    }

    @Override
    public ProtocolStatus status() {
        return honest.status();
    }

    @Override
    public boolean proposable() {
        return honest.proposable();
    }

    @Override
    public long proposableTime(long now) {
        return honest.proposableTime(now);
    }
}
