package io.concordat.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of four members one may lie; what two name is the primary. */
class PrimaryFirstTest {
    private static final Bytes SESSION = Bytes.wrap(new byte[16]);
    private static final Duration ALONE = Duration.ofMillis(200);

    private final VirtualRuntime runtime = new VirtualRuntime(1);
    private final List<String> heard = new ArrayList<>();
    private final List<Member> members =
            IntStream.of(1, 2, 3, 4).mapToObj(Member::new).toList();
    private final PrimaryFirst primaryFirst = new PrimaryFirst(
            2, ALONE.toNanos(), runtime.newLoop("client"), runtime.clock(), () -> List.copyOf(members));

    /** Notes what it hears. */
    private final class Member extends Connection {
        private boolean standing = true;

        private Member(int node) {
            super(node, null, runtime.newLoop("client"), Limits.DEFAULTS);
        }

        @Override
        boolean open() {
            return standing;
        }

        @Override
        void send(Frame frame) {
            heard.add(node() + " hears " + frame.header().toUtf8());
        }
    }

    @Test
    void whileNobodyIsKnownToLeadEverybodyHears() {
        send("a", 1);
        assertThat(heard).containsExactly("1 hears a", "2 hears a", "3 hears a", "4 hears a");
        runtime.run(ALONE.multipliedBy(2));
        assertThat(heard).hasSize(4);
    }

    @Test
    void oneMemberAloneDrawsNothingToItself() {
        names(4, 4);
        names(4, 4);
        names(1, 2);
        send("a", 1);
        assertThat(heard).hasSize(4);
    }

    @Test
    void thePrimaryAloneHearsOfWhatItServesInTime() {
        names(1, 2);
        names(3, 2);
        send("a", 1);
        primaryFirst.settled(results(1, 2));
        runtime.run(ALONE.multipliedBy(2));
        send("b", 2);
        assertThat(heard).containsExactly("2 hears a", "2 hears b");
    }

    @Test
    void whatItLetsWaitEverybodyElseHearsOnceAndItIsTrustedOnlyWhenItIsNamedAgain() {
        names(1, 2);
        names(3, 2);
        send("a", 1);
        runtime.run(ALONE.minusMillis(1));
        assertThat(heard).containsExactly("2 hears a");
        runtime.run(Duration.ofMillis(1));
        assertThat(heard).containsExactly("2 hears a", "1 hears a", "3 hears a", "4 hears a");
        runtime.run(ALONE.multipliedBy(2));
        assertThat(heard).hasSize(4);

        heard.clear();
        send("b", 2);
        assertThat(heard).hasSize(4);
        names(1, 3);
        names(2, 3);
        send("c", 3);
        assertThat(heard).last().isEqualTo("3 hears c");
    }

    @Test
    void whatItRefusesOrTakesWithItIsTheOthersAtOnce() {
        names(1, 2);
        names(3, 2);
        send("a", 1);
        send("b", 2);
        primaryFirst.heard(3, refusal(1));
        assertThat(heard).containsExactly("2 hears a", "2 hears b");
        primaryFirst.heard(2, refusal(1));
        assertThat(heard).containsSubsequence("2 hears b", "1 hears a", "3 hears a", "4 hears a");

        members.get(1).standing = false;
        primaryFirst.lost(2);
        assertThat(heard).containsSubsequence("1 hears b", "3 hears b", "4 hears b");
        heard.clear();
        send("c", 3);
        assertThat(heard).containsExactly("1 hears c", "3 hears c", "4 hears c");
    }

    private void send(String text, long first) {
        primaryFirst.send(Frame.of(FrameKind.BUNDLE, 0, Bytes.utf8(text), Bytes.EMPTY), SESSION, first);
    }

    private void names(int member, int leader) {
        primaryFirst.heard(
                member,
                new Answer.Results(
                        SESSION,
                        1,
                        List.of(new Outcome.Reply(Bytes.EMPTY)),
                        new Answer.Failure("", "", leader, false)));
    }

    /** Of as many commands as there are numbers up to {@code end}. */
    private static Answer.Results results(long first, long end) {
        List<Outcome> outcomes = IntStream.range((int) first, (int) end)
                .<Outcome>mapToObj(i -> new Outcome.Reply(Bytes.EMPTY))
                .toList();
        return new Answer.Results(SESSION, first, outcomes, new Answer.Failure("", "", 0, false));
    }

    private static Answer.Results refusal(long first) {
        return new Answer.Results(SESSION, first, List.of(), new Answer.Failure("BUSY", "", 2, true));
    }
}
