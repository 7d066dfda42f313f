package io.concordat.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.api.Command;
import io.concordat.api.Expiry;
import io.concordat.api.Query;
import io.concordat.api.ServiceProvider;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.services.counter.CounterClient;
import io.concordat.services.counter.CounterProvider;
import io.concordat.services.counter.CounterResult;
import io.concordat.services.counter.state.Counters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ServicesTest {
    /** Tells its session every command, expires at given times, and keeps a structure of its own. */
    private static final class Notes implements StateMachine {
        private final String name;
        private final List<String> told;
        private final List<Long> deadlines = new ArrayList<>();
        private byte[] own = new byte[0];

        Notes(String name, List<String> told) {
            this.name = name;
            this.told = told;
        }

        @Override
        public Bytes apply(Command command) {
            command.emit(command.session(), command.bytes());
            return command.bytes();
        }

        @Override
        public Bytes query(Query query) {
            return query.bytes();
        }

        @Override
        public void expire(Expiry due) {
            told.add(name + " " + deadlines.remove(0) + " at " + due.clusterNanos());
        }

        @Override
        public long nextDeadline() {
            return deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.get(0);
        }

        @Override
        public void sessionEnded(Bytes session, Expiry at) {
            told.add(name + " ended");
            at.emit(session, Bytes.utf8("bye"));
        }

        @Override
        public Frozen freeze() {
            byte[] copy = own.clone();
            return out -> out.write(copy);
        }

        @Override
        public void restore(InputStream from) throws IOException {
            own = from.readAllBytes();
        }
    }

    private final List<String> told = new ArrayList<>();
    private final Notes a = new Notes("a", told);
    private final Notes b = new Notes("b", told);

    private Services services() {
        TreeMap<String, StateMachine> byName = new TreeMap<>();
        byName.put("a", a);
        byName.put("b", b);
        byName.put("counter", new Counters(16));
        byName.put("other", new Counters(16));
        return new Services(byName);
    }

    @Test
    void eachServiceHasItsOwnState() {
        ServiceLink link = new TestMachine(services()).link();
        CounterClient counters = CounterClient.mounted(link);
        CounterClient others = new CounterClient(link.service("other"));
        counters.add("x", 1).join();
        others.add("x", 10).join();
        assertThat(counters.get("x").join()).isEqualTo(new CounterResult.Value(1));
        assertThat(others.get("x").join()).isEqualTo(new CounterResult.Value(10));
    }

    @Test
    void anUnknownServiceIsRefusedAndSaysWhatThereIs() {
        ServiceLink link = new TestMachine(services()).link();
        CounterClient nobody = new CounterClient(link.service("nobody"));
        assertThat(nobody.add("x", 1).join()).isInstanceOfSatisfying(CounterResult.Refused.class, r -> {
            assertThat(r.code()).isEqualTo("WRONG_CONFIGURATION");
            assertThat(r.message()).contains("a, b, counter, other").contains("nobody");
        });
        assertThat(nobody.get("x").join()).isInstanceOf(CounterResult.Refused.class);
    }

    @Test
    void hostileBytesAreAnsweredNeverThrown() {
        TestMachine machine = new TestMachine(services());
        Random random = new Random(9);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = (byte) random.nextInt(4);
            }
            assertThat(machine.apply(Bytes.wrap(bytes)).length()).isPositive();
            assertThat(machine.machine.query(new Query(Bytes.wrap(bytes), 0, 0)).length())
                    .isPositive();
        }
    }

    @Test
    void eventsBearTheirServicesName() {
        TestMachine machine = new TestMachine(services());
        machine.apply(Bytes.concat(ServiceName.prefix("b"), Bytes.utf8("hello")));
        assertThat(machine.emitted).containsExactly(Bytes.concat(ServiceName.prefix("b"), Bytes.utf8("hello")));
        machine.machine.sessionEnded(Bytes.wrap(new byte[16]), machine.command(Bytes.EMPTY));
        assertThat(told).containsExactly("a ended", "b ended");
        assertThat(machine.emitted).hasSize(3);
    }

    @Test
    void deadlinesKeepTheirOrderAcrossServices() {
        a.deadlines.addAll(List.of(10L, 40L));
        b.deadlines.addAll(List.of(10L, 20L));
        TestMachine machine = new TestMachine(services());
        while (machine.machine.nextDeadline() <= 50) {
            machine.machine.expire(machine.command(Bytes.EMPTY));
        }
        assertThat(told).containsExactly("a 10 at 7", "b 10 at 7", "b 20 at 7", "a 40 at 7");
        assertThat(machine.machine.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void structuresOfTheirOwnTravelTogether() throws Exception {
        a.own = new byte[200_000];
        new Random(1).nextBytes(a.own);
        b.own = new byte[] {1, 2, 3};
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        services().freeze().writeTo(out);
        byte[] wanted = a.own;
        a.own = new byte[0];
        b.own = new byte[0];
        services().restore(new ByteArrayInputStream(out.toByteArray()));
        assertThat(a.own).isEqualTo(wanted);
        assertThat(b.own).containsExactly(1, 2, 3);
        byte[] cut = java.util.Arrays.copyOf(out.toByteArray(), 100_000);
        assertThatThrownBy(() -> services().restore(new ByteArrayInputStream(cut)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void theCatalogMountsByNameAndRefusesTwins() {
        Services mounted = ServiceCatalog.onClassPath().mount(List.of("counter"), Limits.DEFAULTS);
        CounterClient counters = CounterClient.mounted(new TestMachine(mounted).link());
        assertThat(counters.add("x", 1).join()).isEqualTo(new CounterResult.Value(1));
        assertThatThrownBy(() -> ServiceCatalog.onClassPath().mount(List.of("nothing"), Limits.DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing")
                .hasMessageContaining("counter");
        List<ServiceProvider> twins = List.of(new CounterProvider(), new CounterProvider());
        assertThatThrownBy(() -> new ServiceCatalog(twins))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CounterProvider");
    }
}
