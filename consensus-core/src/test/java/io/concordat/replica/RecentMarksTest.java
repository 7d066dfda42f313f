package io.concordat.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which snapshots have to stay for a log that may lose its end. */
class RecentMarksTest {
    private static final int FAR = RecentMarks.WRITES;

    private final RecentMarks marks = new RecentMarks(10);

    @Test
    void aYoungLifeKeepsEverything() {
        marks.marked(5, 20);
        assertThat(marks.oldest(FAR - 1)).isEqualTo(1);
    }

    @Test
    void aMarkComesBackAsLongAsTheOneAfterItCanBeLost() {
        marks.marked(5, 20);
        marks.marked(6, 30);
        assertThat(marks.oldest(FAR + 4)).isEqualTo(10);
        assertThat(marks.oldest(FAR + 5)).isEqualTo(20);
        assertThat(marks.oldest(FAR + 6)).isEqualTo(30);
        assertThat(marks.oldest(FAR + 60)).as("the last one stays").isEqualTo(30);
    }

    @Test
    void severalInOneTornEndAllStay() {
        marks.marked(FAR + 1, 20);
        marks.marked(FAR + 2, 30);
        marks.marked(FAR + 3, 40);
        assertThat(marks.oldest(FAR + 4)).isEqualTo(10);
    }
}
