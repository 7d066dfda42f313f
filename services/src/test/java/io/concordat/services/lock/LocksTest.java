package io.concordat.services.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.services.lock.state.Locks;
import io.concordat.state.MerkleState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules a user counts on, one by one; all of them at once against brute force in {@link SchedulesTest}. */
class LocksTest {
    private static final Bytes ALICE = Schedule.session(0);
    private static final Bytes BOB = Schedule.session(1);
    private static final Bytes CAROL = Schedule.session(2);
    private static final long SECOND = 1_000_000_000L;

    private final MerkleState state = new MerkleState();
    private Locks locks = new Locks(LockLimits.DEFAULTS);
    private final List<String> events = new ArrayList<>();
    private long now = 100;

    LocksTest() {
        locks.open(state);
    }

    private Moment moment(Bytes session, Bytes bytes) {
        return new Moment(bytes, session, now, (to, event) -> {
            try {
                LockEvent told = LockCodec.decodeEvent(event);
                events.add(who(to) + " " + told.getClass().getSimpleName());
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static String who(Bytes session) {
        return session.equals(ALICE) ? "alice" : session.equals(BOB) ? "bob" : "carol";
    }

    private LockReply send(Bytes session, LockCommand command) {
        try {
            return LockCodec.decodeReply(locks.apply(moment(session, LockCodec.encode(command, Bytes.EMPTY))));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private LockReply acquire(Bytes session, String name, LockNeed need) {
        return send(
                session,
                new LockCommand.Acquire(Bytes.utf8(name), LockOwner.self(""), need, 10 * SECOND, LockCommand.FOR_EVER));
    }

    private LockReply release(Bytes session, String name) {
        return send(session, new LockCommand.Release(Bytes.utf8(name), LockOwner.self(""), 0, false));
    }

    private static long fence(LockReply reply) {
        return ((LockReply.Held) reply).fence();
    }

    private static void refused(LockReply reply, ErrorCode code) {
        assertThat(reply).isInstanceOfSatisfying(LockReply.Refused.class, r -> assertThat(r.code())
                .isEqualTo(code));
    }

    @Test
    void oneHoldsTheOthersWaitInOrder() {
        long first = fence(acquire(ALICE, "x", LockNeed.EXCLUSIVE));
        assertThat(acquire(BOB, "x", LockNeed.EXCLUSIVE)).isInstanceOf(LockReply.Queued.class);
        assertThat(acquire(CAROL, "x", LockNeed.EXCLUSIVE))
                .isInstanceOfSatisfying(
                        LockReply.Queued.class, q -> assertThat(q.ahead()).isEqualTo(1));
        release(ALICE, "x");
        assertThat(events).containsExactly("bob Granted");
        release(BOB, "x");
        assertThat(events).containsExactly("bob Granted", "carol Granted");
        release(CAROL, "x");
        assertThat(fence(acquire(ALICE, "y", LockNeed.EXCLUSIVE))).isGreaterThan(first);
    }

    @Test
    void takenAgainByItsOwnerItKeepsItsFenceAndIsGivenBackAsOften() {
        long fence = fence(acquire(ALICE, "x", LockNeed.EXCLUSIVE));
        assertThat(acquire(ALICE, "x", LockNeed.SHARED)).isInstanceOfSatisfying(LockReply.Held.class, held -> {
            assertThat(held.fence()).isEqualTo(fence);
            assertThat(held.holds()).isEqualTo(2);
        });
        release(ALICE, "x");
        assertThat(acquire(BOB, "x", LockNeed.EXCLUSIVE)).isInstanceOf(LockReply.Queued.class);
        release(ALICE, "x");
        assertThat(events).containsExactly("bob Granted");
        refused(release(ALICE, "x"), ErrorCode.NOT_HELD);
    }

    @Test
    void readersShareAndNeitherOvertakeAWaitingWriterNorBecomeOne() {
        acquire(ALICE, "x", LockNeed.SHARED);
        acquire(BOB, "x", LockNeed.EXCLUSIVE);
        assertThat(acquire(CAROL, "x", LockNeed.SHARED)).isInstanceOf(LockReply.Queued.class);
        refused(acquire(ALICE, "x", LockNeed.EXCLUSIVE), ErrorCode.LOCK_MISMATCH);
        release(ALICE, "x");
        release(BOB, "x");
        assertThat(events).containsExactly("bob Granted", "carol Granted");
    }

    @Test
    void R78g_aLeaseRunsOutByClusterTimeAndTheOldFenceCanNeitherRenewNorRelease() {
        long fence = fence(acquire(ALICE, "x", LockNeed.EXCLUSIVE));
        acquire(BOB, "x", LockNeed.EXCLUSIVE);
        assertThat(locks.nextDeadline()).isEqualTo(now + 10 * SECOND);
        now += 10 * SECOND;
        locks.expire(moment(ALICE, Bytes.EMPTY));
        assertThat(events).containsExactly("alice Lost", "bob Granted");
        refused(send(ALICE, new LockCommand.Renew(Bytes.utf8("x"), LockOwner.self(""), fence, 0)), ErrorCode.NOT_HELD);
        acquire(ALICE, "y", LockNeed.EXCLUSIVE);
        refused(
                send(ALICE, new LockCommand.Release(Bytes.utf8("y"), LockOwner.self(""), fence, false)),
                ErrorCode.NOT_HELD);
    }

    @Test
    void X06_X07_everyGrantDrawsAHigherFenceAlsoAfterARestore() {
        long last = 0;
        for (int round = 0; round < 6; round++) {
            long fence = fence(acquire(round % 2 == 0 ? ALICE : BOB, "x", LockNeed.EXCLUSIVE));
            assertThat(fence).isGreaterThan(last);
            last = fence;
            release(round % 2 == 0 ? ALICE : BOB, "x");
            if (round > 2) {
                locks = new Locks(LockLimits.DEFAULTS);
                locks.open(state);
            }
        }
    }

    /** An order that came from a hash or an address would be another one on every replica. */
    @Test
    void X09_whatASessionLeavesGoesToTheNextInTheOrderOfNames() {
        for (int i = 0; i < 40; i++) {
            acquire(ALICE, "lock " + (char) ('A' + i), LockNeed.EXCLUSIVE);
        }
        for (int i = 0; i < 40; i++) {
            acquire(BOB, "lock " + (char) ('A' + i), LockNeed.EXCLUSIVE);
        }
        List<Long> tickets = new ArrayList<>();
        locks.sessionEnded(ALICE, new Moment(Bytes.EMPTY, ALICE, now, (to, event) -> tickets.add(ticket(event))));
        assertThat(tickets).hasSize(40).isSorted();
    }

    private static long ticket(Bytes granted) {
        try {
            return ((LockEvent.Granted) LockCodec.decodeEvent(granted)).ticket();
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSessionsEndGivesBackAllAndStepsOutOfAllQueues() {
        acquire(ALICE, "x", LockNeed.EXCLUSIVE);
        acquire(BOB, "y", LockNeed.EXCLUSIVE);
        acquire(ALICE, "y", LockNeed.EXCLUSIVE);
        acquire(CAROL, "x", LockNeed.EXCLUSIVE);
        acquire(CAROL, "y", LockNeed.EXCLUSIVE);
        locks.sessionEnded(ALICE, moment(ALICE, Bytes.EMPTY));
        assertThat(events).containsExactly("carol Granted");
        release(BOB, "y");
        assertThat(events).containsExactly("carol Granted", "carol Granted");
    }

    @Test
    void theOneThatWouldCloseACycleIsToldTheCycle() {
        acquire(ALICE, "x", LockNeed.EXCLUSIVE);
        acquire(BOB, "y", LockNeed.EXCLUSIVE);
        acquire(CAROL, "z", LockNeed.EXCLUSIVE);
        acquire(ALICE, "y", LockNeed.EXCLUSIVE);
        acquire(BOB, "z", LockNeed.EXCLUSIVE);
        LockReply reply = acquire(CAROL, "x", LockNeed.SHARED);
        assertThat(reply)
                .isInstanceOfSatisfying(LockReply.Deadlock.class, deadlock -> assertThat(deadlock.cycle().stream()
                                .map(s -> who(s.owner().session()) + " for "
                                        + s.lock().toUtf8()))
                        .containsExactly("carol for x", "alice for y", "bob for z"));
        release(CAROL, "z");
        assertThat(events).as("the others go on").containsExactly("bob Granted");
    }

    @Test
    void aCycleThroughASemaphoreWithAFreeAlternativeIsNoDeadlock() {
        LockNeed one = LockNeed.permits(1, 2);
        acquire(ALICE, "pool", one);
        acquire(BOB, "pool", one);
        acquire(CAROL, "x", LockNeed.EXCLUSIVE);
        acquire(CAROL, "pool", one);
        assertThat(acquire(ALICE, "x", LockNeed.EXCLUSIVE))
                .as("bob gives a permit back one day")
                .isInstanceOf(LockReply.Queued.class);
        assertThat(acquire(BOB, "x", LockNeed.EXCLUSIVE)).isInstanceOf(LockReply.Deadlock.class);
    }

    @Test
    void aPlaceOutlivesTheWaiterThatOpenedIt() {
        acquire(ALICE, "x", LockNeed.EXCLUSIVE);
        long ticket = ((LockReply.Queued) acquire(BOB, "x", LockNeed.EXCLUSIVE)).ticket();
        acquire(CAROL, "x", LockNeed.EXCLUSIVE);
        acquire(BOB, "x", LockNeed.EXCLUSIVE);
        send(BOB, new LockCommand.Cancel(Bytes.utf8("x"), ticket));
        locks = new Locks(LockLimits.DEFAULTS);
        locks.open(state);
        release(ALICE, "x");
        assertThat(events).containsExactly("bob Granted");
    }

    @Test
    void overABoundItIsBusyAndNothingGrows() {
        locks = new Locks(new LockLimits(16, 16, 2, 1, 1, 2, 1 << 10));
        locks.open(new MerkleState());
        acquire(ALICE, "x", LockNeed.EXCLUSIVE);
        acquire(ALICE, "x", LockNeed.EXCLUSIVE);
        refused(acquire(ALICE, "x", LockNeed.EXCLUSIVE), ErrorCode.BUSY);
        acquire(BOB, "x", LockNeed.EXCLUSIVE);
        refused(acquire(CAROL, "x", LockNeed.EXCLUSIVE), ErrorCode.BUSY);
        acquire(CAROL, "y", LockNeed.EXCLUSIVE);
        refused(acquire(CAROL, "z", LockNeed.EXCLUSIVE), ErrorCode.BUSY);
    }

    @Test
    void longListsComeInPages() throws MalformedException {
        locks = new Locks(new LockLimits(16, 16, 1_000, 10, 10, 2, 1 << 10));
        locks.open(state);
        for (int i = 100; i < 300; i++) {
            acquire(ALICE, "k" + i, LockNeed.EXCLUSIVE);
        }
        List<String> seen = new ArrayList<>();
        Bytes after = Bytes.EMPTY;
        boolean more = true;
        while (more) {
            Bytes answer =
                    locks.query(new io.concordat.api.Query(LockPageCodec.encode(new LockQuery.Listing(after)), now, 1));
            assertThat(answer.length()).isLessThan(2 << 10);
            LockPage page = LockPageCodec.decodePage(answer);
            page.locks().forEach(lock -> seen.add(lock.name().toUtf8()));
            after = page.locks().get(page.locks().size() - 1).name();
            more = page.more();
        }
        assertThat(seen).hasSize(200).isSorted();
    }
}
