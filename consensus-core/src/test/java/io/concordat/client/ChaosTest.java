package io.concordat.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whatever happens on the way: what the client says of a command is true, and order is kept. */
class ChaosTest {
    private static final int COMMANDS = 400;

    @Test
    void outcomesAreTrueUnderAnySequenceOfMishaps() {
        int refused = 0;
        int unknown = 0;
        int replied = 0;
        for (long seed = 1; seed <= 60; seed++) {
            Map<String, Outcome> outcomes = run(seed);
            refused += count(outcomes, Outcome.Refused.class);
            unknown += count(outcomes, Outcome.Unknown.class);
            replied += count(outcomes, Outcome.Reply.class);
        }
        assertThat(List.of(refused, unknown, replied))
                .as("the chaos must reach all three")
                .allMatch(n -> n > 50);
    }

    private static int count(Map<String, Outcome> outcomes, Class<?> kind) {
        return (int) outcomes.values().stream().filter(kind::isInstance).count();
    }

    private static Map<String, Outcome> run(long seed) {
        ClientFixture world = new ClientFixture(seed, Limits.DEFAULTS);
        ModelGroup group = new ModelGroup(world.nodes, world.runtime, seed);
        ClientSession session = world.openSession();
        Random random = new Random(seed);
        Map<String, CompletableFuture<Outcome>> futures = new LinkedHashMap<>();
        while (futures.size() < COMMANDS) {
            for (int burst = random.nextInt(12); burst > 0; burst--) {
                String command = "c" + futures.size();
                Duration timeout = Duration.ofMillis(1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 3_000));
                futures.put(command, session.submit(Bytes.utf8(command), timeout));
            }
            pass(world, group, random.nextInt(8));
        }
        pass(world, group, 4_000);
        assertThat(futures.values())
                .as("seed %d: all told by their deadlines", seed)
                .allMatch(CompletableFuture::isDone);

        group.calm = true;
        group.leader = 2;
        CompletableFuture<Outcome> last = ClientFixture.submit(session, "last");
        pass(world, group, 3_000);
        assertThat(last).as("seed %d: the session lives on", seed).isCompletedWithValue(ClientFixture.reply("last!"));

        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        futures.forEach((command, future) -> outcomes.put(command, future.join()));
        check(seed, group.executed, outcomes);
        return outcomes;
    }

    private static void pass(ClientFixture world, ModelGroup group, int millis) {
        for (int i = 0; i < millis; i++) {
            group.step();
            world.settle();
        }
    }

    private static void check(long seed, List<String> executed, Map<String, Outcome> outcomes) {
        assertThat(executed).as("seed %d: each at most once", seed).doesNotHaveDuplicates();
        outcomes.forEach((command, outcome) -> {
            if (outcome instanceof Outcome.Reply reply) {
                assertThat(executed).as("seed %d", seed).contains(command);
                assertThat(reply.bytes().toUtf8()).isEqualTo(command + "!");
            } else if (outcome instanceof Outcome.Refused) {
                assertThat(executed).as("seed %d: %s", seed, outcome).doesNotContain(command);
            }
        });
        List<String> inOrder = new ArrayList<>(outcomes.keySet());
        inOrder.add("last");
        inOrder.retainAll(executed);
        assertThat(executed).as("seed %d: in the order of submission", seed).isEqualTo(inOrder);
    }
}
