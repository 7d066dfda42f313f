package io.concordat.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.api.KeyedState;
import io.concordat.api.View;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.runtime.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MerkleStateTest {
    private static Bytes random(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    /** Few distinct keys, many with common prefixes, so that overwrites and removals happen. */
    private static Bytes key(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(4)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(8) * 36);
        }
        return Bytes.wrap(bytes);
    }

    private static Map<Bytes, Bytes> content(View view, Bytes prefix, Bytes from) {
        Map<Bytes, Bytes> found = new TreeMap<>();
        List<Bytes> order = new ArrayList<>();
        view.scan(prefix, from, (key, value) -> {
            order.add(key);
            found.put(key, value);
            return true;
        });
        assertThat(order).isSorted().doesNotHaveDuplicates();
        return found;
    }

    private static Map<Bytes, Bytes> expected(TreeMap<Bytes, Bytes> map, Bytes prefix, Bytes from) {
        Map<Bytes, Bytes> chosen = new TreeMap<>();
        map.tailMap(from).forEach((key, value) -> {
            if (key.length() >= prefix.length() && key.slice(0, prefix.length()).equals(prefix)) {
                chosen.put(key, value);
            }
        });
        return chosen;
    }

    private static MerkleState of(Map<Bytes, Bytes> content) {
        MerkleState state = new MerkleState();
        content.forEach(state::put);
        return state;
    }

    @Test
    void behavesLikeAnOrderedMapAndItsRootIsAFunctionOfItsContent() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            MerkleState state = new MerkleState();
            TreeMap<Bytes, Bytes> map = new TreeMap<>();
            for (int step = 0; step < 2_000; step++) {
                Bytes key = key(random);
                if (random.nextInt(3) == 0) {
                    assertThat(state.remove(key)).isEqualTo(map.remove(key) != null);
                } else {
                    Bytes value = random(random, 5);
                    state.put(key, value);
                    map.put(key, value);
                }
                Bytes probe = key(random);
                assertThat(state.get(probe)).isEqualTo(map.get(probe));
                if (step % 100 == 0) {
                    Bytes prefix = key.slice(0, random.nextInt(2));
                    Bytes from = random.nextBoolean() ? prefix : probe;
                    assertThat(content(state, prefix, from)).isEqualTo(expected(map, prefix, from));
                    assertThat(state.root()).isEqualTo(of(map).root());
                }
            }
        }
    }

    @Test
    void theRootChangesExactlyWhenTheContentDoes() {
        Random random = new Random(7);
        MerkleState state = new MerkleState();
        TreeMap<Bytes, Bytes> map = new TreeMap<>();
        Map<Hash, Map<Bytes, Bytes>> seen = new TreeMap<>((a, b) -> a.bytes().compareTo(b.bytes()));
        for (int step = 0; step < 2_000; step++) {
            Bytes key = Bytes.wrap(new byte[] {(byte) random.nextInt(3)});
            if (random.nextBoolean()) {
                state.put(key, Bytes.wrap(new byte[] {(byte) random.nextInt(2)}));
                map.put(key, java.util.Objects.requireNonNull(state.get(key)));
            } else {
                state.remove(key);
                map.remove(key);
            }
            Map<Bytes, Bytes> before = seen.putIfAbsent(state.root(), new TreeMap<>(map));
            assertThat(before == null || before.equals(map)).isTrue();
        }
        // Three keys, each absent or one of two values.
        assertThat(seen).hasSize(27);
    }

    @Test
    void entriesThatOnlyLookAlikeWhenJoinedHaveDifferentRoots() {
        assertThat(of(Map.of(Bytes.utf8("ab"), Bytes.utf8("c"))).root())
                .isNotEqualTo(of(Map.of(Bytes.utf8("a"), Bytes.utf8("bc"))).root());
        assertThat(of(Map.of(Bytes.utf8("a"), Bytes.EMPTY)).root()).isNotEqualTo(new MerkleState().root());
    }

    @Test
    void frozenViewsStandStillWhileTheStateGoesOn() {
        Random random = new Random(11);
        MerkleState state = new MerkleState();
        TreeMap<Bytes, Bytes> map = new TreeMap<>();
        List<FrozenState> views = new ArrayList<>();
        List<TreeMap<Bytes, Bytes>> then = new ArrayList<>();
        for (int step = 0; step < 3_000; step++) {
            Bytes key = key(random);
            Bytes value = random(random, 5);
            state.put(key, value);
            map.put(key, value);
            if (step % 150 == 0) {
                views.add(state.freeze());
                then.add(new TreeMap<>(map));
            }
        }
        for (int i = 0; i < views.size(); i++) {
            assertThat(content(views.get(i), Bytes.EMPTY, Bytes.EMPTY)).isEqualTo(then.get(i));
            assertThat(views.get(i).root()).isEqualTo(of(then.get(i)).root());
        }
    }

    @Test
    void aFrozenViewIsHashedOnAnotherThreadWhileTheWriterWritesOn() throws Exception {
        Random random = new Random(13);
        MerkleState state = new MerkleState();
        TreeMap<Bytes, Bytes> map = new TreeMap<>();
        for (int round = 0; round < 50; round++) {
            FrozenState view = state.freeze();
            Hash right = of(map).root();
            CompletableFuture<Hash> elsewhere = CompletableFuture.supplyAsync(view::root);
            for (int i = 0; i < 500; i++) {
                Bytes key = key(random);
                Bytes value = random(random, 40);
                state.put(key, value);
                map.put(key, value);
            }
            assertThat(state.root()).isEqualTo(of(map).root());
            assertThat(elsewhere.get()).isEqualTo(right);
        }
    }

    @Test
    void scopesSeeAndChangeOnlyTheirOwnPart() {
        MerkleState state = new MerkleState();
        KeyedState one = state.scoped(Bytes.utf8("1/"));
        KeyedState nested = one.scoped(Bytes.utf8("x/"));
        state.put(Bytes.utf8("2/a"), Bytes.utf8("other"));
        one.put(Bytes.utf8("a"), Bytes.utf8("mine"));
        nested.put(Bytes.utf8("b"), Bytes.utf8("deep"));
        View frozen = one.freeze();
        assertThat(one.remove(Bytes.utf8("a"))).isTrue();

        assertThat(state.get(Bytes.utf8("1/x/b"))).isEqualTo(Bytes.utf8("deep"));
        assertThat(content(one, Bytes.EMPTY, Bytes.EMPTY)).containsOnlyKeys(Bytes.utf8("x/b"));
        assertThat(content(nested, Bytes.EMPTY, Bytes.EMPTY)).containsOnlyKeys(Bytes.utf8("b"));
        assertThat(content(frozen, Bytes.EMPTY, Bytes.utf8("b"))).containsOnlyKeys(Bytes.utf8("x/b"));
        assertThat(frozen.get(Bytes.utf8("a"))).isEqualTo(Bytes.utf8("mine"));
    }

    @Test
    void aScanStopsWhenToldAndIsNotDisturbedByWhatItsVisitorWrites() {
        MerkleState state = new MerkleState();
        for (int i = 0; i < 100; i++) {
            state.put(Bytes.wrap(new byte[] {(byte) i}), Bytes.EMPTY);
        }
        List<Bytes> visited = new ArrayList<>();
        state.scan(Bytes.EMPTY, Bytes.EMPTY, (key, value) -> {
            visited.add(key);
            state.remove(Bytes.wrap(new byte[] {(byte) (key.get(0) + 1)}));
            return visited.size() < 10;
        });
        assertThat(visited).hasSize(10);
    }

    @Test
    void valuesDoNotKeepTheFramesAliveTheyWereCutFrom() {
        MerkleState state = new MerkleState();
        Bytes frame = Bytes.wrap(new byte[1 << 16]);
        state.put(frame.slice(5, 3), frame.slice(10, 4));
        state.scan(Bytes.EMPTY, Bytes.EMPTY, (key, value) -> {
            assertThat(key.backingArray()).hasSize(3);
            assertThat(value.backingArray()).hasSize(4);
            return true;
        });
    }

    /** Figures computed by a separate program from the format's description. */
    @Test
    void bucketsAndRootsArePartOfTheFormat() {
        assertThat(StateDigest.bucket(Bytes.EMPTY)).isEqualTo(82);
        assertThat(StateDigest.bucket(Bytes.utf8("concordat"))).isEqualTo(718);
        MerkleState state = new MerkleState();
        state.put(Bytes.utf8("concordat"), Bytes.utf8("1"));
        assertThat(state.root().toHex()).isEqualTo("ea51d04a70f23927a6ec28b2384fd1292a1bd68a89860acb4b097864f7d51cbc");
    }

    @Test
    void depthStaysLogarithmicForKeysInOrder() {
        TreeNode top = null;
        for (int i = 0; i < 10_000; i++) {
            top = TreeNode.put(top, Bytes.wrap(new byte[] {(byte) (i >> 8), (byte) i}), Bytes.EMPTY);
        }
        assertThat(TreeNode.height(top)).isLessThanOrEqualTo(19);
        for (int i = 0; i < 9_000; i++) {
            top = TreeNode.remove(top, Bytes.wrap(new byte[] {(byte) (i >> 8), (byte) i}));
        }
        assertThat(TreeNode.height(top)).isLessThanOrEqualTo(14);
    }

    @Test
    void writingWhenItIsNotAllowedIsCaught() {
        MerkleState state = new MerkleState();
        state.writable(false);
        assertThatThrownBy(() -> state.put(Bytes.utf8("a"), Bytes.EMPTY)).isInstanceOf(Invariant.Violation.class);
    }
}
