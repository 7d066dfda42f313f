package io.concordat.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.LogEntry;
import io.concordat.state.MerkleState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A snapshot's content comes from a peer: whatever it holds, it is refused or taken, and breaks nothing later. */
class HostileStateTest {
    private static TreeMap<Bytes, Bytes> content(TestGroup group) {
        TreeMap<Bytes, Bytes> content = new TreeMap<>();
        group.machine.freeze().view().scan(Bytes.EMPTY, Bytes.EMPTY, (key, value) -> content.put(key, value) == null);
        return content;
    }

    private static Bytes mutated(Random random, Bytes bytes) {
        byte[] array = bytes.toArray();
        switch (random.nextInt(3)) {
            case 0 -> array = java.util.Arrays.copyOf(array, random.nextInt(array.length + 4));
            case 1 -> {
                if (array.length > 2) {
                    array[2 + random.nextInt(array.length - 2)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            default -> {
                for (int i = 2; i < array.length; i++) {
                    array[i] = random.nextInt(3) == 0 ? (byte) random.nextInt() : array[i];
                }
            }
        }
        return Bytes.wrap(array);
    }

    @Test
    void mutatedStatesAreRefusedOrServeOn() throws Exception {
        TestGroup group = new TestGroup();
        TestClient client = TestGroup.client("a");
        TestClient other = TestGroup.client("b");
        TestClient gone = TestGroup.client("c");
        group.batch(1, client.open(1_000), other.open(1_000), gone.open(5));
        group.batch(2, client.commands(1, "a", "emit:b"), other.commands(1, "emit:x", "y"), client.commands(3, "c"));
        group.batch(20, client.commands(4, 1, "emit:d"));
        TreeMap<Bytes, Bytes> good = content(group);
        LogEntry next = group.entry(30, client.commands(1, 0, "a", "emit:b", "c", "emit:d", "e"), other.close());

        int refused = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            TreeMap<Bytes, Bytes> bad = new TreeMap<>(good);
            List<Bytes> keys = new ArrayList<>(good.keySet());
            Bytes victim = keys.get(random.nextInt(keys.size()));
            Bytes value = java.util.Objects.requireNonNull(bad.remove(victim));
            switch (random.nextInt(3)) {
                case 0 -> bad.put(victim, mutated(random, value));
                case 1 -> bad.put(mutated(random, victim), value);
                default -> assertThat(bad).hasSize(good.size() - 1);
            }
            MerkleState state = new MerkleState();
            bad.forEach(state::put);
            try {
                GroupMachine machine =
                        GroupMachine.restore(TestGroup.CONTEXT, Limits.DEFAULTS, new Journal(), state, null);
                if (machine.appliedIndex() == next.index() - 1) {
                    machine.apply(next);
                }
            } catch (MalformedException e) {
                refused++;
            } catch (ApplyFailedException e) {
                // The user's own part was hit; its machine may say so.
                assertThat(victim.get(0)).isEqualTo((byte) 1);
            }
        }
        assertThat(refused).isBetween(400, 1_950);
    }
}
