package io.concordat.client;

import static io.concordat.client.ClientFixture.reply;
import static io.concordat.client.ClientFixture.submit;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.concordat.api.Outcome;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.wire.ClientWire;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A node that lies about lengths, counts or numbers loses its connection; the client goes on with another. */
class HostileNodeTest {
    @Test
    void eachLieClosesTheConnectionAndTheCommandIsStillExecuted() {
        List<Function<ClientSession, Frame>> lies = List.of(
                s -> Frame.of(FrameKind.HELLO, 0, Bytes.EMPTY, Bytes.EMPTY),
                s -> Frame.of(FrameKind.REPLIES, 0, Bytes.utf8("no protobuf"), Bytes.EMPTY),
                s -> replies(s, 1, 2, results(1)),
                s -> replies(s, 1, 1, results(2)),
                s -> replies(s, 1, 0, Bytes.EMPTY),
                s -> replies(s, 1, Integer.MAX_VALUE, results(1)),
                s -> replies(s, 0, 1, results(1)),
                s -> replies(s, -5, 1, results(1)),
                s -> replies(s, 2, 1, results(1)),
                s -> replies(s, 1, 1, new ByteWriter(9).u8(7).sized(Bytes.EMPTY).toBytes()),
                s -> replies(s, 1, 1, new ByteWriter(9).u8(0).u32(-1).toBytes()),
                s -> Frame.of(FrameKind.EVENTS, 0, events(s, 1, Integer.MAX_VALUE), Bytes.utf8("xxxx")),
                s -> Frame.of(FrameKind.EVENTS, 0, events(s, 0, 1), Bytes.utf8("xxxx")));
        for (int i = 0; i < lies.size(); i++) {
            ClientFixture world = new ClientFixture();
            ClientSession session = world.openSession();
            CompletableFuture<Outcome> a = submit(session, "a");
            world.settle();
            FakeNodes.Arrived asked = world.nodes.next();
            asked.wire().say(lies.get(i).apply(session));
            world.runtime.run(Duration.ofMillis(30));
            assertThat(asked.wire().closed).as("lie %d", i).isTrue();
            world.nodes.execute(world.nodes.next());
            world.settle();
            assertThat(a).isCompletedWithValue(reply("a!"));
        }
    }

    @Test
    void mutatedAndRandomAnswersAreDecodedOrMalformedAndNothingElse() {
        ClientFixture world = new ClientFixture();
        ClientSession session = world.openSession();
        Random random = new Random(11);
        List<Frame> valid = List.of(
                replies(session, 1, 3, results(3)),
                Frame.of(
                        FrameKind.EVENTS,
                        0,
                        events(session, 1, 1),
                        new ByteWriter(9).sized(Bytes.utf8("e")).toBytes()),
                Frame.of(
                        FrameKind.STATUS_REPLY,
                        0,
                        Bytes.wrap(ClientWire.StatusReply.newBuilder()
                                .setRole("leader")
                                .setTerm(9)
                                .build()
                                .toByteArray()),
                        Bytes.EMPTY));
        int malformed = 0;
        for (int i = 0; i < 30_000; i++) {
            Frame frame = valid.get(i % valid.size());
            byte[] header = frame.header().toArray();
            byte[] payload = frame.joinedPayload().toArray();
            boolean inHeader = payload.length == 0 || random.nextBoolean();
            byte[] target = inHeader ? header : payload;
            if (i % 7 == 0) {
                random.nextBytes(target);
            } else {
                target[random.nextInt(target.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                Answer.decode(Frame.of(frame.kind(), 0, Bytes.wrap(header), Bytes.wrap(payload)), Limits.DEFAULTS);
            } catch (MalformedException e) {
                malformed++;
            }
        }
        assertThat(malformed).isBetween(5_000, 29_999);
    }

    private static Bytes results(int count) {
        ByteWriter out = new ByteWriter(64);
        for (int i = 0; i < count; i++) {
            out.u8(0).sized(Bytes.utf8("result"));
        }
        return out.toBytes();
    }

    private static Frame replies(ClientSession session, long first, int count, Bytes payload) {
        return Frame.of(
                FrameKind.REPLIES,
                0,
                Bytes.wrap(ClientWire.Replies.newBuilder()
                        .setSession(ByteString.copyFrom(session.id().toArray()))
                        .setFirstNumber(first)
                        .setCount(count)
                        .build()
                        .toByteArray()),
                payload);
    }

    private static Bytes events(ClientSession session, long first, int count) {
        return Bytes.wrap(ClientWire.Events.newBuilder()
                .setSession(ByteString.copyFrom(session.id().toArray()))
                .setFirstNumber(first)
                .setCount(count)
                .build()
                .toByteArray());
    }
}
