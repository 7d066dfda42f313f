package io.concordat.services.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LockCodecTest {
    private static final LockOwner MINE = LockOwner.self("worker-1");
    private static final LockOwner OTHER = new LockOwner(Bytes.wrap(new byte[16]), Bytes.utf8("b"));
    private static final Bytes NAME = Bytes.utf8("orders/42");
    private static final List<LockCommand> COMMANDS = List.of(
            new LockCommand.Acquire(NAME, MINE, LockNeed.EXCLUSIVE, 10, LockCommand.FOR_EVER),
            new LockCommand.Acquire(NAME, OTHER, LockNeed.SHARED, 0, 0),
            new LockCommand.Acquire(NAME, OTHER, LockNeed.permits(2, 3), 5, 7),
            new LockCommand.Release(NAME, MINE, 17, true),
            new LockCommand.Renew(NAME, OTHER, 0, 9),
            new LockCommand.Cancel(NAME, 4),
            new LockCommand.Abandon(NAME, MINE, 3),
            new LockCommand.Look());
    private static final List<LockReply> REPLIES = List.of(
            new LockReply.Held(1, 2, 3, Long.MAX_VALUE),
            new LockReply.Queued(1, 2, 3),
            new LockReply.Released(1, 0),
            new LockReply.Seen(8),
            new LockReply.Refused(1, ErrorCode.LOCK_BUSY),
            new LockReply.Deadlock(1, List.of(new LockReply.Step(OTHER, NAME), new LockReply.Step(OTHER, NAME))));
    private static final List<LockEvent> EVENTS = List.of(
            new LockEvent.Granted(1, 2, 3, 4, 5),
            new LockEvent.GaveUp(1, 2, LockEvent.Why.OWNER_GONE),
            new LockEvent.Lost(NAME, Bytes.utf8("b"), 3, 4));
    private static final LockView.Waiter WAITER = new LockView.Waiter(3, OTHER, NAME, 1, 9, List.of(OTHER));
    private static final LockPage PAGE = new LockPage(
            List.of(new LockView(
                    NAME, 0, 7, List.of(new LockView.Holder(OTHER, 1, 2, 3, 4, 5, 6)), 1, List.of(WAITER))),
            List.of(WAITER),
            true);

    @Test
    void everythingComesBackAsItWas() throws MalformedException {
        for (LockCommand command : COMMANDS) {
            Bytes encoded = LockCodec.encode(command, Bytes.utf8("ballast"));
            assertThat(LockCodec.decode(encoded, LockLimits.DEFAULTS)).isEqualTo(command);
        }
        for (LockReply reply : REPLIES) {
            assertThat(LockCodec.decodeReply(LockCodec.encode(reply))).isEqualTo(reply);
        }
        for (LockEvent event : EVENTS) {
            assertThat(LockCodec.decodeEvent(LockCodec.encode(event))).isEqualTo(event);
        }
        assertThat(LockPageCodec.decodePage(LockPageCodec.encode(PAGE))).isEqualTo(PAGE);
        for (LockQuery query :
                List.of(new LockQuery.Info(NAME, 4), new LockQuery.Listing(Bytes.EMPTY), new LockQuery.Waiting(9))) {
            assertThat(LockPageCodec.decodeQuery(LockPageCodec.encode(query), 256))
                    .isEqualTo(query);
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        refused(new LockCommand.Acquire(NAME, MINE, new LockNeed(4, 3), 1, 1));
        refused(new LockCommand.Acquire(NAME, MINE, new LockNeed(0, 3), 1, 1));
        refused(new LockCommand.Acquire(NAME, MINE, new LockNeed(2, 0), 1, 1));
        refused(new LockCommand.Acquire(NAME, MINE, LockNeed.EXCLUSIVE, -1, 1));
        refused(new LockCommand.Acquire(NAME, MINE, LockNeed.EXCLUSIVE, 1, -2));
        refused(new LockCommand.Acquire(Bytes.EMPTY, MINE, LockNeed.EXCLUSIVE, 1, 1));
        refused(new LockCommand.Acquire(Bytes.wrap(new byte[257]), MINE, LockNeed.EXCLUSIVE, 1, 1));
        refused(new LockCommand.Release(NAME, LockOwner.self("x".repeat(129)), 1, true));
        refused(new LockCommand.Release(NAME, new LockOwner(Bytes.wrap(new byte[15]), Bytes.EMPTY), 1, true));
    }

    private static void refused(LockCommand command) {
        Bytes encoded = LockCodec.encode(command, Bytes.EMPTY);
        assertThatThrownBy(() -> LockCodec.decode(encoded, LockLimits.DEFAULTS)).isInstanceOf(MalformedException.class);
    }

    @Test
    void hostileBytesAreMalformedAndNothingElse() {
        Random random = new Random(4);
        List<Bytes> valid = List.of(
                LockCodec.encode(COMMANDS.get(0), Bytes.EMPTY),
                LockCodec.encode(COMMANDS.get(3), Bytes.EMPTY),
                LockCodec.encode(REPLIES.get(5)),
                LockCodec.encode(EVENTS.get(2)),
                LockPageCodec.encode(PAGE),
                LockPageCodec.encode(new LockQuery.Info(NAME, 4)));
        for (int i = 0; i < 60_000; i++) {
            byte[] bytes = valid.get(random.nextInt(valid.size())).toArray();
            if (random.nextInt(4) == 0) {
                bytes = new byte[random.nextInt(64)];
                random.nextBytes(bytes);
            } else {
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                bytes = java.util.Arrays.copyOf(bytes, bytes.length - random.nextInt(2) * random.nextInt(bytes.length));
            }
            Bytes hostile = Bytes.wrap(bytes);
            onlyMalformed(() -> LockCodec.decode(hostile, LockLimits.DEFAULTS));
            onlyMalformed(() -> LockCodec.decodeReply(hostile));
            onlyMalformed(() -> LockCodec.decodeEvent(hostile));
            onlyMalformed(() -> LockPageCodec.decodePage(hostile));
            onlyMalformed(() -> LockPageCodec.decodeQuery(hostile, 256));
        }
    }

    private interface Decoding {
        Object run() throws MalformedException;
    }

    private static void onlyMalformed(Decoding decoding) {
        try {
            decoding.run();
        } catch (MalformedException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        }
    }
}
