package io.concordat.jepsen.workload;

import io.concordat.jepsen.model.Counter;
import io.concordat.jepsen.model.Model;
import io.concordat.node.ClusterConnection;
import io.concordat.services.counter.CounterClient;
import io.concordat.services.counter.CounterProvider;
import io.concordat.services.counter.CounterResult;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** Adds 1 to a few counters, blindly or looking at the sum, and reads them. */
public final class CounterWorkload implements ClusterWorkload {
    private static final long COUNTERS = 3;

    @Override
    public String name() {
        return "counter";
    }

    @Override
    public List<String> services() {
        return List.of(CounterProvider.NAME);
    }

    @Override
    public Model<?> model() {
        return Counter.from(0);
    }

    @Override
    public String modelName() {
        return "counter";
    }

    @Override
    public WorkloadClient open(ClusterConnection connection) throws InterruptedException {
        return new Adding(CounterClient.mounted(Waiting.session(connection)));
    }

    private static final class Adding extends CallingClient {
        private final CounterClient counters;

        Adding(CounterClient counters) {
            this.counters = counters;
        }

        @Override
        Call next(Random random) {
            long key = random.nextInt((int) COUNTERS);
            return switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> new Call("add-and-get", key, 1L, false);
                case 4, 5 -> new Call("add", key, 1L, false);
                default -> read(key);
            };
        }

        @Override
        List<Call> reads() {
            return LongStream.range(0, COUNTERS).mapToObj(Adding::read).toList();
        }

        private static Call read(long key) {
            return new Call("read", key, null, true);
        }

        @Override
        Answer perform(Call call) throws InterruptedException {
            String name = "jepsen-" + call.key();
            CounterResult result = Waiting.on(call.f().equals("read") ? counters.get(name) : counters.add(name, 1));
            if (result instanceof CounterResult.Value value) {
                return new Answer.Ok(
                        switch (call.f()) {
                            case "read" -> value.value();
                            case "add" -> 1L;
                            default -> List.of(1L, value.value());
                        });
            }
            return result instanceof CounterResult.Refused refused
                    ? new Answer.Refused(refused.code())
                    : new Answer.Unknown(((CounterResult.Unknown) result).message());
        }
    }
}
