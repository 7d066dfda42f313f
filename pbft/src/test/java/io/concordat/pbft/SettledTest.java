package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.protocol.Relevance;
import org.junit.jupiter.api.Test;

/** Which votes a backup still wants to see. */
class SettledTest {
    private static final Hash DIGEST = Hash.of(Bytes.utf8("a batch"));

    private final TestGroup group = new TestGroup(4);

    private boolean matters(Phase phase, long view, long index) {
        Vote vote = new Vote(Words.say(phase, view, index, DIGEST, 3));
        return group.member(2).protocol.relevance().matters(vote.kind(), vote.term(), vote.index(), vote.body());
    }

    /** A slot that is prepared at the backup, which hears no COMMITs for it. */
    private long preparedOnly() {
        group.lose(f -> f.to() == 2 && f.says(Phase.COMMIT));
        group.requests(1);
        return group.member(2).protocol.status().commitIndex() + 1;
    }

    @Test
    void whatIsExecutedNeedsNoVotes() {
        group.requests(2);
        long last = group.member(2).protocol.status().commitIndex();
        assertThat(matters(Phase.COMMIT, 0, last)).isFalse();
        assertThat(matters(Phase.PREPARE, 0, last)).isFalse();
        assertThat(matters(Phase.COMMIT, 7, last)).as("of whatever view").isFalse();
        assertThat(matters(Phase.COMMIT, 0, last + 1)).isTrue();
        assertThat(matters(Phase.PREPARE, 0, last + 1)).isTrue();
    }

    @Test
    void whatIsPreparedNeedsCommitsAndThePreparesOfLaterViews() {
        long prepared = preparedOnly();
        assertThat(matters(Phase.PREPARE, 0, prepared)).isFalse();
        assertThat(matters(Phase.PREPARE, 1, prepared)).isTrue();
        assertThat(matters(Phase.COMMIT, 0, prepared)).isTrue();
        assertThat(matters(Phase.PREPARE, 0, prepared + 1)).isTrue();
    }

    @Test
    void inANewViewPreparesMatterAgain() {
        long prepared = preparedOnly();
        group.lose(f -> f.from() == 1 || !(f.says(Phase.VIEW_CHANGE) || f.says(Phase.NEW_VIEW)));
        group.request(9);
        group.pass(3_000);
        long view = group.member(2).protocol.status().term();
        assertThat(view).isPositive();
        assertThat(matters(Phase.PREPARE, view, prepared)).isTrue();
    }

    @Test
    void everythingElseMatters() {
        group.requests(2);
        long last = group.member(2).protocol.status().commitIndex();
        Relevance relevance = group.member(2).protocol.relevance();
        for (int kind = 0; kind < 32; kind++) {
            assertThat(relevance.matters(kind, 0, last, Bytes.EMPTY))
                    .as("kind %s", kind)
                    .isTrue();
        }
    }
}
