package io.concordat.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.log.Bundle;
import io.concordat.log.LogEntry;
import io.concordat.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random retries, re-bundlings, late copies and lies, against an oracle so naive that it can hardly be wrong. */
class ExactlyOnceTest {
    private static final long TIME_TO_LIVE = 400;

    /** Sessions as a beginner would write them: everything kept, nothing dropped but by a flag. */
    private static final class Oracle {
        private static final class Life {
            long next = 1;
            long acked;
            long deadline;
            final Map<Long, Bytes> commands = new HashMap<>();
            final Map<Long, String> replies = new HashMap<>();
        }

        final Map<Bytes, Life> alive = new HashMap<>();
        final Set<Bytes> ended = new HashSet<>();
        long executed;

        void expire(long now) {
            for (Bytes id : List.copyOf(alive.keySet())) {
                if (alive.get(id).deadline <= now) {
                    alive.remove(id);
                    ended.add(id);
                }
            }
        }

        String run(Bundle bundle, long now) throws Exception {
            if (bundle.kind() == Bundle.Kind.OPEN) {
                if (ended.contains(bundle.session())) {
                    return "SESSION_UNKNOWN";
                }
                alive.computeIfAbsent(bundle.session(), id -> new Life()).deadline = now + TIME_TO_LIVE;
                return "";
            }
            Life life = alive.get(bundle.session());
            if (life == null) {
                return "SESSION_UNKNOWN";
            }
            life.deadline = now + TIME_TO_LIVE;
            life.acked = Math.max(life.acked, Math.min(bundle.repliesAcknowledged(), life.next - 1));
            if (bundle.kind() == Bundle.Kind.CLOSE) {
                alive.remove(bundle.session());
                ended.add(bundle.session());
            }
            return bundle.kind() == Bundle.Kind.COMMANDS ? commands(life, bundle) : "";
        }

        private String commands(Life life, Bundle bundle) throws Exception {
            if (bundle.firstNumber() > life.next) {
                return "GAP";
            }
            List<String> words = new ArrayList<>();
            long number = bundle.firstNumber();
            for (Bytes command : bundle.commands()) {
                if (number == life.next) {
                    life.commands.put(number, command);
                    life.replies.put(number, "#" + executed++);
                    life.next++;
                    words.add(life.replies.get(number));
                } else if (number <= life.acked) {
                    words.add("REPLY_DROPPED");
                } else if (life.commands.get(number).equals(command)) {
                    words.add(life.replies.get(number));
                } else {
                    words.add("NUMBER_REUSED");
                }
                number++;
            }
            return String.join(" ", words);
        }
    }

    @Test
    void R65_R77a_P56_everyNumberRunsOnceHoweverItIsSent() throws Exception {
        for (int seed = 0; seed < 25; seed++) {
            Random random = new Random(seed);
            TestGroup group = new TestGroup();
            Oracle oracle = new Oracle();
            Journal otherJournal = new Journal();
            GroupMachine other = group.restored(otherJournal);
            List<Bundle> sent = new ArrayList<>();
            long now = 0;
            for (int step = 0; step < 300; step++) {
                now += random.nextInt(40);
                Bundle[] bundles = new Bundle[random.nextInt(4)];
                for (int i = 0; i < bundles.length; i++) {
                    boolean late = !sent.isEmpty() && random.nextInt(4) == 0;
                    bundles[i] = late ? sent.get(random.nextInt(sent.size())) : fresh(random, oracle, seed);
                    sent.add(bundles[i]);
                }
                LogEntry entry = group.entry(now, bundles);
                Applied applied = group.machine.apply(entry);
                oracle.expire(now);
                for (int i = 0; i < bundles.length; i++) {
                    assertThat(TestGroup.words(applied.results().get(i)))
                            .as("seed %d step %d bundle %d: %s", seed, step, i, bundles[i].kind())
                            .isEqualTo(oracle.run(bundles[i], now));
                }
                assertThat(other.apply(entry)).isEqualTo(applied);
                if (random.nextInt(20) == 0) {
                    assertThat(other.freeze().root())
                            .isEqualTo(group.machine.freeze().root());
                    assertThat(other.nextDeadline()).isEqualTo(group.machine.nextDeadline());
                    other = group.restored(otherJournal);
                }
            }
            List<String> executed = group.journal.lines.stream()
                    .filter(l -> !l.startsWith("ended"))
                    .toList();
            assertThat(executed).hasSize((int) oracle.executed);
            assertThat(executed.stream().map(l -> l.substring(0, l.lastIndexOf(' '))))
                    .as("no session ran a number twice")
                    .doesNotHaveDuplicates();
        }
    }

    private static Bundle fresh(Random random, Oracle oracle, int seed) {
        TestClient client = TestGroup.client("c" + seed + "/" + random.nextInt(12));
        Oracle.Life life = oracle.alive.get(client.session());
        int dice = random.nextInt(40);
        if (dice == 0) {
            return client.close();
        }
        if (dice < 4 || life == null) {
            return client.open(TIME_TO_LIVE);
        }
        long acked = random.nextInt(3) == 0 ? random.nextLong(life.next + 2) : 0;
        if (dice == 4) {
            return client.keepAlive(acked, 0);
        }
        long first = Math.max(1, life.next + 1 - random.nextInt(8));
        String[] commands = new String[1 + random.nextInt(6)];
        for (int i = 0; i < commands.length; i++) {
            commands[i] = "n" + (first + i) + (random.nextInt(30) == 0 ? "lie" : "");
        }
        return client.commands(first, acked, commands);
    }

    @Test
    void X10_P55_aRetryBundledDifferentlyGetsTheFirstAnswers() {
        TestGroup group = new TestGroup();
        TestClient client = TestGroup.client("a");
        group.run(0, client.open(TIME_TO_LIVE));
        assertThat(group.run(1, client.commands(1, "a", "b", "c"))).isEqualTo("#0 #1 #2");
        assertThat(group.run(2, client.commands(2, "b", "c", "d", "e"))).isEqualTo("#1 #2 #3 #4");
        assertThat(group.run(3, client.commands(1, "a"))).isEqualTo("#0");
        assertThat(group.run(4, client.commands(7, "g"))).isEqualTo("GAP");
        assertThat(group.run(5, client.commands(5, "x", "f"))).isEqualTo("NUMBER_REUSED #5");
        assertThat(group.run(6, client.commands(3, 3, "c", "d"))).isEqualTo("REPLY_DROPPED #3");
        assertThat(group.journal.lines).hasSize(6);
    }

    @Test
    void twoBundlesOfOneSessionInOneBatchKeepTheirOrder() {
        TestGroup group = new TestGroup();
        TestClient client = TestGroup.client("a");
        Applied applied = group.batch(
                0,
                client.open(TIME_TO_LIVE),
                client.commands(1, "a"),
                client.commands(2, "b"),
                client.commands(1, "a"));
        assertThat(applied.results().stream().map(TestGroup::words)).containsExactly("", "#0", "#1", "#0");
    }

    @Test
    void R77b_lateCopiesOfAnEndedSessionDoNotBringItBack() {
        TestGroup group = new TestGroup();
        TestClient client = TestGroup.client("a");
        Bundle open = client.open(TIME_TO_LIVE);
        Bundle commands = client.commands(1, "a");
        group.run(0, open);
        group.run(1, commands);
        group.run(2, client.close());
        assertThat(group.run(3, open)).isEqualTo("SESSION_UNKNOWN");
        assertThat(group.run(4, commands)).isEqualTo("SESSION_UNKNOWN");
        assertThat(group.journal.lines).hasSize(2);
    }

    @Test
    void theAnswerOfAnOldBundleDoesNotDependOnWhereItWasComputed() throws Exception {
        TestGroup group = new TestGroup();
        TestClient client = TestGroup.client("a");
        group.run(0, client.open(TIME_TO_LIVE));
        group.run(1, client.commands(1, "a", "b", "c"));
        GroupMachine later = group.restored(new Journal());
        LogEntry retry = group.entry(2, client.commands(2, "b", "c", "d"));
        assertThat(later.apply(retry)).isEqualTo(group.machine.apply(retry));
        assertThat(later.freeze().root()).isEqualTo(group.machine.freeze().root());
    }

    @Test
    void sessionsShowTheirNumbers() throws Exception {
        Session session = new io.concordat.session.Sessions(
                        new io.concordat.state.MerkleState(), io.concordat.config.Limits.DEFAULTS)
                .open(TestGroup.client("a").session(), TestGroup.client("a").key(), 5, 10);
        assertThat(session.next()).isEqualTo(1);
        assertThat(session.deadline()).isEqualTo(15);
    }
}
