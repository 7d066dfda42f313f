package io.concordat.jepsen.workload;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.jepsen.model.Model;
import io.concordat.jepsen.model.Register;
import io.concordat.jepsen.register.RegisterProvider;
import io.concordat.jepsen.register.Registers;
import io.concordat.node.ClusterConnection;
import io.concordat.services.ServiceLink;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** Reads, writes and compare-and-sets of few values, on one register after the other. */
public final class RegisterWorkload implements ClusterWorkload {
    private static final int VALUES = 5;
    /** Operations without an answer stay open for ever: a fresh register now and then keeps them few. */
    private static final long OPERATIONS_PER_REGISTER = 200;

    private static final int AT_ONCE = 2;
    private final AtomicLong operations = new AtomicLong();

    @Override
    public String name() {
        return "register";
    }

    @Override
    public List<String> services() {
        return List.of(RegisterProvider.NAME);
    }

    @Override
    public Model<?> model() {
        return new Register(0L, true);
    }

    @Override
    public String modelName() {
        return "cas-register";
    }

    @Override
    public WorkloadClient open(ClusterConnection connection) throws InterruptedException {
        return new Writing(Waiting.session(connection).service(RegisterProvider.NAME));
    }

    private final class Writing extends CallingClient {
        private final ServiceLink link;

        Writing(ServiceLink link) {
            this.link = link;
        }

        @Override
        Call next(Random random) {
            long key = operations.getAndIncrement() / OPERATIONS_PER_REGISTER / AT_ONCE * AT_ONCE
                    + random.nextInt(AT_ONCE);
            long value = random.nextInt(VALUES);
            return switch (random.nextInt(10)) {
                case 0, 1, 2 -> new Call("write", key, value, false);
                case 3, 4, 5 -> new Call("cas", key, List.of((long) random.nextInt(VALUES), value), false);
                default -> new Call("read", key, null, true);
            };
        }

        @Override
        List<Call> reads() {
            long last = operations.get() / OPERATIONS_PER_REGISTER + AT_ONCE;
            return LongStream.rangeClosed(0, last)
                    .mapToObj(key -> new Call("read", key, null, true))
                    .toList();
        }

        @Override
        Answer perform(Call call) throws InterruptedException {
            Outcome outcome = Waiting.on(
                    call.f().equals("read") ? link.query(Registers.read(key(call))) : link.submit(encoded(call)));
            if (outcome instanceof Outcome.Refused refused) {
                return new Answer.Refused(refused.code());
            }
            if (outcome instanceof Outcome.Unknown unknown) {
                return new Answer.Unknown(unknown.message());
            }
            try {
                Bytes reply = outcome.orThrow();
                if (call.f().equals("read")) {
                    return new Answer.Ok(Registers.value(reply));
                }
                return Registers.answered(reply) == Registers.Answer.DONE
                        ? new Answer.Ok(call.value())
                        : new Answer.Refused("CAS_MISMATCH");
            } catch (MalformedException e) {
                return new Answer.Unknown(String.valueOf(e.getMessage()));
            }
        }

        private static Bytes encoded(Call call) {
            if (call.f().equals("write") && call.value() instanceof Long value) {
                return Registers.write(key(call), value);
            }
            if (call.value() instanceof List<?> pair
                    && pair.get(0) instanceof Long old
                    && pair.get(1) instanceof Long to) {
                return Registers.compareAndSet(key(call), old, to);
            }
            throw new IllegalArgumentException(call.toString());
        }

        private static long key(Call call) {
            return call.key() instanceof Long key ? key : 0;
        }
    }
}
