package io.concordat.simulation.locks;

import io.concordat.api.Command;
import io.concordat.api.Expiry;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.services.lock.LockCodec;
import io.concordat.services.lock.LockCommand;
import io.concordat.services.lock.LockEvent;
import io.concordat.services.lock.LockLimits;
import io.concordat.services.lock.LockOwner;
import io.concordat.services.lock.LockReply;
import io.concordat.services.lock.state.Locks;
import java.util.List;
import java.util.TreeMap;

/** The lock machine of one life of one replica, and everything it says held against {@link LockRules}. */
final class WatchedLocks implements StateMachine {
    private final StateMachine locks;
    private final LockRules rules;
    private final Tally tally;
    private final TreeMap<Long, Bytes> tickets = new TreeMap<>();
    /** A life that begins from a snapshot has not heard what was told before. */
    private boolean blind;

    /** What all lives of all replicas of all seeds did. */
    static final class Tally {
        long commands;
        long grants;
        long waits;
        long deadlocks;
        long losses;
    }

    WatchedLocks(List<String> violations, Tally tally) {
        this(violations, tally, new Locks(LockLimits.DEFAULTS));
    }

    /** @param locks right ones, or ones with a mistake */
    WatchedLocks(List<String> violations, Tally tally, StateMachine locks) {
        this.locks = locks;
        this.rules = new LockRules(violations);
        this.tally = tally;
    }

    @Override
    public void open(KeyedState state) {
        state.scan(Bytes.EMPTY, Bytes.EMPTY, (key, value) -> {
            blind = true;
            return false;
        });
        locks.open(state);
    }

    @Override
    public Bytes apply(Command command) {
        tally.commands++;
        Bytes reply = locks.apply(new Heard(command));
        try {
            LockCommand asked = LockCodec.decode(command.bytes(), LockLimits.DEFAULTS);
            if (!blind) {
                replied(asked, LockCodec.decodeReply(reply), command.session());
                rules.settled();
            }
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        return reply;
    }

    private void replied(LockCommand asked, LockReply reply, Bytes session) {
        if (asked instanceof LockCommand.Acquire acquire) {
            LockOwner owner = new LockOwner(session, acquire.owner().label());
            if (reply instanceof LockReply.Held held) {
                tally.grants++;
                rules.granted(acquire.name(), owner, acquire.need(), held.fence());
                rules.promised(acquire.name(), owner, held.deadline());
            } else if (reply instanceof LockReply.Queued queued) {
                tally.waits++;
                tickets.put(queued.ticket(), acquire.name());
                rules.queued(
                        acquire.name(),
                        new LockRules.Wait(
                                queued.ticket(), owner, acquire.need().permits()));
            } else if (reply instanceof LockReply.Deadlock) {
                tally.deadlocks++;
                rules.refusedForDeadlock(
                        acquire.name(),
                        new LockRules.Wait(0, owner, acquire.need().permits()));
            }
        } else if (asked instanceof LockCommand.Renew renew && reply instanceof LockReply.Held held) {
            rules.promised(renew.name(), new LockOwner(session, renew.owner().label()), held.deadline());
        } else if (reply instanceof LockReply.Released released && released.holds() == 0) {
            if (asked instanceof LockCommand.Release release) {
                rules.released(
                        release.name(), new LockOwner(session, release.owner().label()));
            } else if (asked instanceof LockCommand.Cancel cancel) {
                rules.left(cancel.ticket());
            }
        }
    }

    /** Before the grants that follow from it are told. */
    private void told(LockEvent event, Bytes session) {
        if (event instanceof LockEvent.Granted granted) {
            tally.grants++;
            Bytes lock = tickets.getOrDefault(granted.ticket(), Bytes.utf8("?"));
            rules.granted(lock, granted.ticket(), granted.fence(), granted.deadline());
        } else if (event instanceof LockEvent.GaveUp gaveUp) {
            rules.left(gaveUp.ticket());
        } else if (event instanceof LockEvent.Lost lost) {
            tally.losses++;
            rules.lost(lost.name(), new LockOwner(session, lost.label()), lost.clusterNanos());
        }
    }

    @Override
    public Bytes query(Query query) {
        return locks.query(query);
    }

    @Override
    public void expire(Expiry due) {
        locks.expire(new HeardExpiry(due));
        if (!blind) {
            rules.settled();
        }
    }

    @Override
    public long nextDeadline() {
        return locks.nextDeadline();
    }

    @Override
    public void sessionEnded(Bytes session, Expiry at) {
        rules.sessionEnded(session);
        locks.sessionEnded(session, new HeardExpiry(at));
        if (!blind) {
            rules.settled();
        }
    }

    private class HeardExpiry implements Expiry {
        private final Expiry outer;

        HeardExpiry(Expiry outer) {
            this.outer = outer;
        }

        @Override
        public long clusterNanos() {
            return outer.clusterNanos();
        }

        @Override
        public void emit(Bytes session, Bytes event) {
            try {
                if (!blind) {
                    told(LockCodec.decodeEvent(event), session);
                }
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
            outer.emit(session, event);
        }
    }

    /** What a command ends is ended before its consequences are told. */
    private final class Heard extends HeardExpiry implements Command {
        private final Command outer;

        Heard(Command outer) {
            super(outer);
            this.outer = outer;
        }

        private LockCommand asked() {
            try {
                return LockCodec.decode(outer.bytes(), LockLimits.DEFAULTS);
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void emit(Bytes session, Bytes event) {
            if (!blind && asked() instanceof LockCommand.Release release) {
                // A release tells somebody something only when it frees the lock.
                rules.released(
                        release.name(),
                        new LockOwner(outer.session(), release.owner().label()));
            }
            super.emit(session, event);
        }

        @Override
        public Bytes bytes() {
            return outer.bytes();
        }

        @Override
        public Bytes session() {
            return outer.session();
        }

        @Override
        public long number() {
            return outer.number();
        }

        @Override
        public boolean maySpeakFor(Bytes other) {
            return outer.maySpeakFor(other);
        }

        @Override
        public long index() {
            return outer.index();
        }
    }
}
