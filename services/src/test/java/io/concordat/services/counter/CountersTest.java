package io.concordat.services.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.api.Outcome;
import io.concordat.api.OutcomeException;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.services.ServiceLink;
import io.concordat.services.TestMachine;
import io.concordat.services.counter.CounterResult.Value;
import io.concordat.services.counter.state.Counters;
import java.math.BigInteger;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CountersTest {
    private final TestMachine machine = new TestMachine(new Counters(16));
    private final CounterClient counters = new CounterClient(machine.link());

    private static CounterResult refused(CounterResult result, String code, long found) {
        assertThat(result).isInstanceOfSatisfying(CounterResult.Refused.class, r -> {
            assertThat(r.code()).isEqualTo(code);
            assertThat(r.found()).isEqualTo(found);
        });
        return result;
    }

    @Test
    void aCounterNeverUsedHoldsZero() {
        assertThat(counters.get("x").join()).isEqualTo(new Value(0));
        assertThat(counters.add("x", 5).join()).isEqualTo(new Value(5));
        assertThat(counters.add("x", -7).join()).isEqualTo(new Value(-2));
        assertThat(counters.add("y", 1).join()).isEqualTo(new Value(1));
        assertThat(counters.get("x").join()).isEqualTo(new Value(-2));
    }

    @Test
    void overflowIsRefusedAtBothEndsAndChangesNothing() {
        counters.set("x", Long.MAX_VALUE).join();
        refused(counters.add("x", 1).join(), "COUNTER_OVERFLOW", Long.MAX_VALUE);
        counters.set("x", Long.MIN_VALUE).join();
        refused(counters.add("x", -1).join(), "COUNTER_OVERFLOW", Long.MIN_VALUE);
        assertThat(counters.get("x").join()).isEqualTo(new Value(Long.MIN_VALUE));
        assertThat(counters.add("x", Long.MAX_VALUE).join()).isEqualTo(new Value(-1));
    }

    @Test
    void addsAgreeWithUnboundedArithmetic() {
        Random random = new Random(5);
        BigInteger model = BigInteger.ZERO;
        for (int i = 0; i < 5_000; i++) {
            long delta = random.nextLong() >> random.nextInt(60);
            BigInteger sum = model.add(BigInteger.valueOf(delta));
            CounterResult result = counters.add("x", delta).join();
            if (sum.bitLength() < 64) {
                model = sum;
                assertThat(result).isEqualTo(new Value(model.longValueExact()));
            } else {
                refused(result, "COUNTER_OVERFLOW", model.longValueExact());
            }
        }
    }

    @Test
    void compareAndSetSaysWhatItFound() {
        assertThat(counters.compareAndSet("x", 0, 9).join()).isEqualTo(new Value(9));
        CounterResult mismatch = refused(counters.compareAndSet("x", 0, 10).join(), "CAS_MISMATCH", 9);
        assertThatThrownBy(mismatch::orThrow).isInstanceOf(OutcomeException.class);
        assertThat(counters.get("x").join().orThrow()).isEqualTo(9);
    }

    @Test
    void aBoundedAddStaysWithinItsBounds() {
        assertThat(counters.addBounded("x", 3, 0, 3).join()).isEqualTo(new Value(3));
        refused(counters.addBounded("x", 1, 0, 3).join(), "COUNTER_OVERFLOW", 3);
        refused(counters.addBounded("x", -4, 0, 3).join(), "COUNTER_OVERFLOW", 3);
        refused(
                counters.addBounded("x", Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE)
                        .join(),
                "COUNTER_OVERFLOW",
                3);
    }

    @Test
    void zeroIsTheSameStateAsNeverUsed() {
        Hash empty = machine.state.root();
        counters.add("x", 2).join();
        assertThat(machine.state.root()).isNotEqualTo(empty);
        counters.add("x", -2).join();
        assertThat(machine.state.root()).isEqualTo(empty);
    }

    @Test
    void payloadTravelsAlongAndLeavesNoTrace() {
        counters.submit(new CounterCommand.Add(Bytes.utf8("x"), 1), Bytes.wrap(new byte[256]))
                .join();
        Hash with = machine.state.root();
        counters.set("x", 0).join();
        counters.add("x", 1).join();
        assertThat(machine.state.root()).isEqualTo(with);
    }

    @Test
    void namesAreBounded() {
        refused(counters.add("", 1).join(), "MALFORMED", 0);
        refused(counters.add("x".repeat(17), 1).join(), "MALFORMED", 0);
        refused(counters.get("x".repeat(17)).join(), "MALFORMED", 0);
        assertThat(counters.add("x".repeat(16), 1).join()).isEqualTo(new Value(1));
    }

    @Test
    void hostileCommandsAreAnsweredNeverThrown() throws Exception {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes;
            if (random.nextBoolean()) {
                bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
            } else {
                bytes = CounterCodec.encode(
                                new CounterCommand.CompareAndSet(Bytes.utf8("name"), 1, 2),
                                Bytes.wrap(new byte[random.nextInt(5)]))
                        .toArray();
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
            CounterCodec.decodeReply(machine.apply(Bytes.wrap(bytes)));
            CounterResult.of(new Outcome.Reply(Bytes.wrap(bytes)));
            CounterCodec.decodeReply(machine.machine.query(new io.concordat.api.Query(Bytes.wrap(bytes), 0, 0)));
        }
    }

    @Test
    void otherOutcomesPassThrough() {
        ServiceLink link = ServiceLink.of(
                command -> CompletableFuture.completedFuture(new Outcome.Unknown("gone")),
                query -> CompletableFuture.completedFuture(new Outcome.Refused("BUSY", "later")));
        CounterClient client = new CounterClient(link);
        assertThat(client.add("x", 1).join()).isEqualTo(new CounterResult.Unknown("gone"));
        assertThat(client.get("x").join()).isEqualTo(new CounterResult.Refused("BUSY", "later", null));
        assertThatThrownBy(client.get("x").join()::orThrow).isInstanceOf(OutcomeException.class);
        assertThatThrownBy(client.add("x", 1).join()::orThrow).isInstanceOf(OutcomeException.class);
    }
}
