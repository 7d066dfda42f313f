package io.concordat.pbft.byzantine;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.pbft.Forge;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Message;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.ProtocolStatus;
import io.concordat.runtime.RandomSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What one behaviour can do to the others, in one life of its replica; every deed is counted. */
final class Liar {
    private final ProtocolStart start;
    private final Forge forge;
    private final RandomSource random;
    private final Conspiracy conspiracy;
    private final Runnable deed;
    private final Consumer<Effect.Send> next;
    private final Supplier<ProtocolStatus> status;
    private long now;

    /** {@code next}: who has a say about a message after this behaviour. */
    Liar(
            ProtocolStart start,
            Conspiracy conspiracy,
            Runnable deed,
            Consumer<Effect.Send> next,
            Supplier<ProtocolStatus> status) {
        this.start = start;
        this.forge = new Forge(start);
        this.random = start.random().split();
        this.conspiracy = conspiracy;
        this.deed = deed;
        this.next = next;
        this.status = status;
    }

    void at(long moment) {
        now = moment;
    }

    long now() {
        return now;
    }

    Forge forge() {
        return forge;
    }

    int self() {
        return start.self();
    }

    ProtocolStart start() {
        return start;
    }

    Conspiracy conspiracy() {
        return conspiracy;
    }

    List<Integer> others() {
        return forge.others();
    }

    long view() {
        return status.get().term();
    }

    long executed() {
        return status.get().commitIndex();
    }

    boolean leads() {
        return status.get().role().leads();
    }

    boolean chance(int percent) {
        return random.nextLong(100) < percent;
    }

    int below(int bound) {
        return (int) random.nextLong(bound);
    }

    long number() {
        return random.nextLong();
    }

    /** A digest that stands for nothing. */
    Hash anyHash() {
        return Hash.of(Bytes.wrap(new byte[] {(byte) below(256), (byte) below(256), (byte) below(256)}));
    }

    Bytes anyBytes(int most) {
        byte[] bytes = new byte[below(most + 1)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextLong();
        }
        return Bytes.wrap(bytes);
    }

    /** Half of the others, always the same: those who are told the other story. */
    boolean otherHalf(int member) {
        return others().indexOf(member) % 2 == 1;
    }

    /** As an honest replica would. */
    void pass(Effect.Send send) {
        next.accept(send);
    }

    /** What an honest replica would not have sent. */
    void send(int to, Message message) {
        deed.run();
        next.accept(new Effect.Send(to, message, 0));
    }

    void sendAll(Message message) {
        others().forEach(to -> send(to, message));
    }

    /** In the place of, and as late as, an honest message. */
    void instead(Effect.Send honest, Message other) {
        deed.run();
        next.accept(new Effect.Send(honest.to(), other, honest.afterSeq()));
    }

    /** Not sent, although an honest replica would, or done otherwise than by sending. */
    void deed() {
        deed.run();
    }
}
