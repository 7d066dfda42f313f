package io.concordat.services.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Command;
import io.concordat.api.Query;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.services.lock.state.Locks;
import io.concordat.state.MerkleState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One random life of up to 8 owners and 8 locks of all modes, in the machine and in {@link PlainLocks} at once. */
final class Schedule {
    private static final int STEPS = 40;

    private final Random random;
    private final int owners;
    private final int locks;
    private final PlainLocks plain;
    private final MerkleState state = new MerkleState();
    private final List<PlainLocks.Told> emitted = new ArrayList<>();
    private final int[] sizes;
    private Locks machine = new Locks(LockLimits.DEFAULTS);
    private int deadlocks;
    private int queued;

    Schedule(long seed) {
        random = new Random(seed);
        owners = 2 + random.nextInt(7);
        locks = 1 + random.nextInt(8);
        sizes = new int[locks];
        for (int l = 0; l < locks; l++) {
            sizes[l] = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0;
        }
        plain = new PlainLocks(locks);
        machine.open(state);
    }

    /** Returns (waits, deadlocks); throws AssertionError at the first difference. */
    int[] run() {
        for (int i = 0; i < STEPS; i++) {
            step();
            if (random.nextInt(32) == 0) {
                machine = new Locks(LockLimits.DEFAULTS);
                machine.open(state);
            }
        }
        for (int s = 0; s < 4; s++) {
            endSession(s);
        }
        List<Bytes> left = new ArrayList<>();
        state.scan(Bytes.EMPTY, Bytes.EMPTY, (key, value) -> left.add(key));
        assertThat(left).as("keys left when all have gone").hasSizeLessThanOrEqualTo(1);
        assertThat(machine.nextDeadline()).isEqualTo(Long.MAX_VALUE);
        return new int[] {queued, deadlocks};
    }

    private void step() {
        int lock = random.nextInt(locks);
        int owner = random.nextInt(owners);
        int what = random.nextInt(100);
        if (what < 62) {
            acquire(lock, owner);
        } else if (what < 80) {
            boolean all = random.nextBoolean();
            long fence = fence(lock, owner);
            compare(
                    new LockCommand.Release(name(lock), owner(owner), fence, all),
                    owner / 2,
                    () -> plain.release(lock, owner, fence, all));
        } else if (what < 86) {
            long timeToLive = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(20);
            long fence = fence(lock, owner);
            compare(
                    new LockCommand.Renew(name(lock), owner(owner), fence, timeToLive),
                    owner / 2,
                    () -> plain.renew(lock, owner, fence, timeToLive));
        } else if (what < 87) {
            int asker = random.nextInt(4);
            long known = fence(lock, owner);
            compare(new LockCommand.Abandon(name(lock), owner(owner), known), asker, () -> {
                plain.abandon(lock, owner, asker, known);
                return new PlainLocks.Answer("S", 0, 0, 0);
            });
        } else if (what < 91) {
            List<PlainLocks.Waits> queue = plain.queues.get(lock);
            long ticket = queue.isEmpty()
                    ? 1
                    : queue.get(random.nextInt(queue.size())).ticket();
            int asker = random.nextInt(4);
            compare(new LockCommand.Cancel(name(lock), ticket), asker, () -> plain.cancel(lock, ticket, asker));
        } else if (what < 97) {
            plain.passTo(plain.now + random.nextInt(6));
            while (machine.nextDeadline() <= plain.now) {
                long due = machine.nextDeadline();
                machine.expire(moment(0, Bytes.EMPTY));
                assertThat(machine.nextDeadline()).isGreaterThan(due);
            }
            compareEvents("time passes to " + plain.now);
        } else if (what < 98) {
            endSession(random.nextInt(4));
        } else {
            compareInfo(lock);
        }
    }

    private void acquire(int lock, int owner) {
        LockNeed need = sizes[lock] == 0
                ? random.nextInt(3) == 0 ? LockNeed.SHARED : LockNeed.EXCLUSIVE
                : LockNeed.permits(1 + random.nextInt(sizes[lock]), sizes[lock]);
        if (random.nextInt(50) == 0) {
            need = LockNeed.permits(1, 7);
        }
        LockNeed asked = need;
        long timeToLive = random.nextInt(5) == 0 ? 1 + random.nextInt(20) : 0;
        int kind = random.nextInt(8);
        long patience = kind == 0 ? 0 : kind == 1 ? 1 + random.nextInt(10) : LockCommand.FOR_EVER;
        int asker = random.nextInt(6) == 0 ? random.nextInt(4) : owner / 2;
        LockOwner named =
                asker == owner / 2 && random.nextBoolean() ? new LockOwner(Bytes.EMPTY, label(owner)) : owner(owner);
        compare(
                new LockCommand.Acquire(name(lock), named, need, timeToLive, patience),
                asker,
                () -> plain.acquire(lock, owner, asker, asked, timeToLive, patience));
    }

    private long fence(int lock, int owner) {
        PlainLocks.Held held = plain.holds.get(lock).get(owner);
        return held == null || random.nextBoolean() ? 0 : held.fence - random.nextInt(4) / 3;
    }

    private interface Plainly {
        PlainLocks.Answer answer();
    }

    private void compare(LockCommand command, int asker, Plainly plainly) {
        LockReply reply = reply(machine.apply(moment(asker, LockCodec.encode(command, Bytes.EMPTY))));
        PlainLocks.Answer answer = plainly.answer();
        if (reply.clusterNanos() != plain.now || !answer(reply, answer).equals(answer)) {
            assertThat(answer(reply, answer))
                    .as("%s at %d", command, reply.clusterNanos())
                    .isEqualTo(answer);
            throw new AssertionError(command + " answered at another time");
        }
        if (reply instanceof LockReply.Deadlock deadlock && command instanceof LockCommand.Acquire acquire) {
            deadlocks++;
            int lock = number(acquire.name());
            checkCycle(deadlock.cycle(), lock, answer.number());
            plain.withdraw(lock, answer.number());
        }
        queued += reply instanceof LockReply.Queued ? 1 : 0;
        compareEvents(command);
    }

    private static PlainLocks.Answer answer(LockReply reply, PlainLocks.Answer expected) {
        if (reply instanceof LockReply.Held held) {
            return new PlainLocks.Answer("H", held.fence(), held.holds(), held.deadline());
        } else if (reply instanceof LockReply.Queued waits) {
            return new PlainLocks.Answer("Q", waits.ticket(), waits.ahead(), 0);
        } else if (reply instanceof LockReply.Released released) {
            return new PlainLocks.Answer("R", 0, released.holds(), 0);
        } else if (reply instanceof LockReply.Refused refused) {
            return PlainLocks.Answer.refused(refused.code().name());
        }
        if (reply instanceof LockReply.Seen) {
            return new PlainLocks.Answer("S", 0, 0, 0);
        }
        return new PlainLocks.Answer("D", expected.number(), 0, 0);
    }

    /** Each waits for a lock that the next holds or will have before it, and none of them has a future. */
    private void checkCycle(List<LockReply.Step> cycle, int lock, long ticket) {
        assertThat(cycle.stream().map(LockReply.Step::owner)).doesNotHaveDuplicates();
        int newcomer = plain.queues.get(lock).stream()
                .filter(w -> w.ticket() == ticket)
                .mapToInt(PlainLocks.Waits::owner)
                .findFirst()
                .orElseThrow();
        assertThat(owner(newcomer)).isEqualTo(cycle.get(0).owner());
        for (int i = 0; i < cycle.size(); i++) {
            int waits = number(cycle.get(i).owner());
            int over = number(cycle.get(i).lock());
            int next = number(cycle.get((i + 1) % cycle.size()).owner());
            List<Integer> queue =
                    plain.queues.get(over).stream().map(PlainLocks.Waits::owner).toList();
            assertThat(queue).contains(waits);
            boolean ahead = queue.contains(next) && queue.indexOf(next) < queue.indexOf(waits);
            assertThat(plain.holds.get(over).containsKey(next) || ahead)
                    .as("%s", cycle)
                    .isTrue();
            assertThat(new Futures(plain).canBeServed(waits)).as("%s", cycle).isFalse();
        }
    }

    private void endSession(int session) {
        plain.sessionEnded(session);
        machine.sessionEnded(session(session), moment(session, Bytes.EMPTY));
        compareEvents("session " + session + " ends");
    }

    private void compareEvents(Object after) {
        if (emitted.equals(plain.told)) {
            emitted.clear();
            plain.told.clear();
            return;
        }
        assertThat(emitted).as("%s", after).containsExactlyInAnyOrderElementsOf(plain.told);
        emitted.clear();
        plain.told.clear();
    }

    private void compareInfo(int lock) {
        LockPage page;
        try {
            Bytes answer =
                    machine.query(new Query(LockPageCodec.encode(new LockQuery.Info(name(lock), 0)), plain.now, 1));
            page = LockPageCodec.decodePage(answer);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        List<Integer> holders = page.locks().stream()
                .flatMap(l -> l.holders().stream())
                .map(h -> number(h.owner()))
                .toList();
        assertThat(holders).containsExactlyElementsOf(plain.holds.get(lock).keySet());
        List<Long> tickets = page.locks().stream()
                .flatMap(l -> l.waiters().stream())
                .map(LockView.Waiter::ticket)
                .toList();
        assertThat(tickets)
                .containsExactlyElementsOf(plain.queues.get(lock).stream()
                        .map(PlainLocks.Waits::ticket)
                        .toList());
    }

    private static LockReply reply(Bytes bytes) {
        try {
            return LockCodec.decodeReply(bytes);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    static Bytes name(int lock) {
        return Bytes.utf8("lock" + lock);
    }

    private static int number(Bytes name) {
        return name.get(4) - '0';
    }

    static Bytes session(int number) {
        byte[] id = new byte[16];
        id[15] = (byte) (number + 1);
        return Bytes.wrap(id);
    }

    private static Bytes label(int owner) {
        return Bytes.utf8(owner % 2 == 0 ? "" : "b");
    }

    private static LockOwner owner(int number) {
        return new LockOwner(session(number / 2), label(number));
    }

    private static int number(LockOwner owner) {
        return (owner.session().get(15) - 1) * 2 + (owner.label().isEmpty() ? 0 : 1);
    }

    private Command moment(int asker, Bytes bytes) {
        return new Moment(bytes, session(asker), plain.now, this::emit);
    }

    private void emit(Bytes to, Bytes encoded) {
        int session = to.get(15) - 1;
        LockEvent event;
        try {
            event = LockCodec.decodeEvent(encoded);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        assertThat(plain.now).isEqualTo(event.clusterNanos());
        if (event instanceof LockEvent.Granted g) {
            emitted.add(new PlainLocks.Told('G', session, g.ticket(), g.fence(), g.holds(), g.deadline()));
        } else if (event instanceof LockEvent.GaveUp g) {
            char why = g.why() == LockEvent.Why.TIMED_OUT ? 'T' : 'O';
            emitted.add(new PlainLocks.Told(why, session, g.ticket(), 0, 0, 0));
        } else if (event instanceof LockEvent.Lost lost) {
            emitted.add(new PlainLocks.Told('L', session, 0, lost.fence(), 0, 0));
        }
    }
}
