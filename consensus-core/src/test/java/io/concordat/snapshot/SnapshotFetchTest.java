package io.concordat.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.protocol.SnapshotId;
import io.concordat.record.InMemoryFolder;
import io.concordat.runtime.SeededRandom;
import io.concordat.state.MerkleState;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A member that lost its state gets it back from whoever has it, and takes nothing else for it. */
class SnapshotFetchTest {
    private static final long SECOND = 1_000_000_000L;

    private final MerkleState state = States.told(50, States.of(1, 30_000, 400));
    private final InMemoryFolder mine = new InMemoryFolder();
    private final Map<Integer, Source> sources = new TreeMap<>();
    private Manifest wanted = source(2);

    /** A member with the snapshot, and how it behaves. */
    private static final class Source {
        private final SnapshotStore store;
        private boolean lies;
        private boolean liesAboutChunks;
        private boolean silent;
        private int asked;

        private Source(SnapshotStore store) {
            this.store = store;
        }
    }

    private Manifest source(int node) {
        try {
            SnapshotStore store = SnapshotStore.open(new InMemoryFolder());
            sources.put(node, new Source(store));
            return States.write(store, 50, state);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One attempt, in virtual time. */
    private final class Attempt implements SnapshotFetch.Ports {
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        private final PriorityQueue<Timer> timers = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
        private final SnapshotStore store = open(mine);
        private final SnapshotFetch fetch;
        private long now;
        private long rate = 1L << 40;
        private int pieces;
        private int dieAfter = Integer.MAX_VALUE;
        private @Nullable LoadedSnapshot loaded;
        private @Nullable String failure;
        private boolean disproved;

        private record Timer(long at, Runnable task) {}

        Attempt(SnapshotId id, Integer... from) {
            fetch = new SnapshotFetch(this, store, id, List.of(from));
        }

        Attempt run() {
            fetch.start();
            while (loaded == null && failure == null && pieces < dieAfter && now < 100 * SECOND) {
                Runnable next = tasks.poll();
                if (next == null) {
                    Timer timer = timers.remove();
                    now = Math.max(now, timer.at);
                    next = timer.task;
                }
                next.run();
            }
            return this;
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public void work(SnapshotFetch.Work work) {
            try {
                tasks.add(work.run());
            } catch (IOException | DamagedSnapshotException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void schedule(long delayNanos, Runnable task) {
            timers.add(new Timer(now + delayNanos, task));
        }

        @Override
        public void ask(int node, SnapshotMessage.Ask ask) {
            Source source = sources.get(node);
            if (source == null || source.silent) {
                return;
            }
            source.asked++;
            new SnapshotServer(
                            source.store,
                            Runnable::run,
                            new StandingClock(),
                            (to, answer) -> tasks.add(() -> deliver(node, source, answer)))
                    .asked(1, ask);
        }

        private void deliver(int from, Source source, SnapshotMessage answer) {
            pieces++;
            if (answer instanceof SnapshotMessage.Piece piece) {
                Bytes content = source.lies || source.liesAboutChunks && piece.number() >= 0
                        ? changed(piece.content())
                        : piece.content();
                fetch.received(
                        from, new SnapshotMessage.Piece(piece.index(), piece.manifest(), piece.number(), content));
            } else if (answer instanceof SnapshotMessage.Absent absent) {
                fetch.received(from, absent);
            }
        }

        @Override
        public long bytesPerSecond() {
            return rate;
        }

        @Override
        public void fetched(LoadedSnapshot all) {
            loaded = all;
        }

        @Override
        public void failed(SnapshotId id, boolean wasDisproved, String reason) {
            disproved = wasDisproved;
            failure = reason;
        }
    }

    private static final class StandingClock implements io.concordat.runtime.Clock {
        @Override
        public long monotonicNanos() {
            return 0;
        }

        @Override
        public long wallMillis() {
            return 0;
        }
    }

    private static Bytes changed(Bytes content) {
        byte[] bytes = content.toArray();
        bytes[bytes.length / 2] ^= 1;
        return Bytes.wrap(bytes);
    }

    private static SnapshotStore open(InMemoryFolder folder) {
        try {
            return SnapshotStore.open(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void mustHaveIt(Attempt attempt) {
        assertThat(attempt.failure).isNull();
        assertThat(attempt.loaded).isNotNull();
        assertThat(attempt.loaded.state().root()).isEqualTo(state.root());
    }

    @Test
    void itComesFromOneSource() {
        mustHaveIt(new Attempt(wanted.id(), 2).run());
    }

    @Test
    void severalSourcesShareTheWork() {
        source(3);
        source(4);
        mustHaveIt(new Attempt(wanted.id(), 2, 3, 4).run());
        assertThat(sources.values()).allMatch(s -> s.asked >= 2);
    }

    @Test
    void R66_aLiarIsNotAskedAgain() {
        source(3);
        sources.get(2).lies = true;
        mustHaveIt(new Attempt(wanted.id(), 2, 3).run());
        assertThat(sources.get(2).asked).isLessThanOrEqualTo(2);
    }

    @Test
    void R66_aChunkOfAnotherHashIsFetchedFromSomebodyElse() {
        source(3);
        sources.get(2).liesAboutChunks = true;
        mustHaveIt(new Attempt(wanted.id(), 2, 3).run());
    }

    @Test
    void aSilentSourceIsReplaced() {
        source(3);
        sources.get(2).silent = true;
        Attempt attempt = new Attempt(wanted.id(), 2, 3).run();
        mustHaveIt(attempt);
        assertThat(attempt.now).isLessThan(20 * SECOND);
    }

    @Test
    void whoDoesNotHaveItSaysSo() {
        sources.put(3, new Source(open(new InMemoryFolder())));
        mustHaveIt(new Attempt(wanted.id(), 3, 2).run());
    }

    @Test
    void ifNobodyHasItTheTransferFails() {
        sources.put(3, new Source(open(new InMemoryFolder())));
        assertThat(new Attempt(wanted.id(), 3).run().failure).isEqualTo("nobody has it");
    }

    @Test
    void silenceEverywhereEndsInAFailureNotInWaiting() {
        sources.get(2).silent = true;
        assertThat(new Attempt(wanted.id(), 2).run().failure).contains("no progress");
    }

    @Test
    void aTransferGoesOnWhereAPowerCutBrokeIt() {
        int chunks = wanted.chunks().size();
        assertThat(chunks).isGreaterThan(6);
        Attempt first = new Attempt(wanted.id(), 2);
        first.dieAfter = 5;
        first.run();
        assertThat(first.loaded).isNull();
        mine.cut(new SeededRandom(3));
        sources.get(2).asked = 0;

        mustHaveIt(new Attempt(wanted.id(), 2).run());

        assertThat(sources.get(2).asked).isLessThan(chunks);
    }

    @Test
    void whatIsHereAlreadyIsNotFetched() {
        new Attempt(wanted.id(), 2).run();
        sources.get(2).asked = 0;
        mustHaveIt(new Attempt(wanted.id(), 2).run());
        assertThat(sources.get(2).asked).isZero();
    }

    @Test
    void itKeepsToItsRate() {
        Attempt attempt = new Attempt(wanted.id(), 2);
        attempt.rate = 1 << 20;
        mustHaveIt(attempt.run());
        assertThat(attempt.now).isGreaterThan(wanted.bytes() / (1 << 20) * SECOND * 8 / 10);
    }

    @Test
    void anAnnouncementThatContradictsItsManifestIsRefused() {
        SnapshotId id = wanted.id();
        SnapshotId other =
                new SnapshotId(id.index(), id.term() + 1, id.hash(), id.root(), id.manifest(), id.bytes(), id.chunks());
        assertThat(new Attempt(other, 2).run().failure).contains("contradicts");
    }

    @Test
    void P51_whatAManifestSaysBesideItsStateIsWhatTheStateSays() throws IOException {
        SnapshotStore liar = open(new InMemoryFolder());
        sources.put(5, new Source(liar));
        Manifest lie = States.write(liar, 51, state);
        Attempt attempt = new Attempt(lie.id(), 5).run();
        assertThat(attempt.failure).contains("claimed to be at 51");
        assertThat(attempt.disproved).isTrue();
        assertThat(new Attempt(wanted.id(), 3).run().disproved).isFalse();
    }

    @Test
    void theSizeOfAStateIsThatOfItsSnapshot() {
        assertThat(state.freeze().bytes()).isEqualTo(wanted.bytes());
    }
}
