package io.concordat.jepsen.broken;

import io.concordat.api.Command;
import io.concordat.api.ServiceProvider;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.services.lock.LockCodec;
import io.concordat.services.lock.LockCommand;
import io.concordat.services.lock.LockLimits;
import io.concordat.services.lock.LockProvider;
import io.concordat.services.lock.LockReply;

/** Locks with one thing wrong each, under the true ones' name. */
final class BrokenLocks {
    private static final long SECONDS = 1_000_000_000L;
    private static final int OFTEN = 5;

    private BrokenLocks() {}

    abstract static class Provider implements ServiceProvider {
        @Override
        public String name() {
            return LockProvider.NAME;
        }

        static StateMachine right(Limits limits) {
            return new LockProvider().create(limits);
        }
    }

    /** What a bent lock does to an acquisition and its answer. */
    abstract static class BentLock extends Bent {
        long greatest;
        int grants;

        BentLock(StateMachine inner) {
            super(inner);
        }

        LockCommand.Acquire asked(LockCommand.Acquire acquire) {
            return acquire;
        }

        LockReply answered(LockReply reply) {
            return reply;
        }

        @Override
        final Bytes bend(Command command) {
            try {
                if (LockCodec.decode(command.bytes(), LockLimits.DEFAULTS) instanceof LockCommand.Acquire acquire) {
                    Bytes bytes = LockCodec.encode(asked(acquire), Bytes.EMPTY);
                    LockReply reply = LockCodec.decodeReply(inner.apply(with(bytes, command)));
                    if (reply instanceof LockReply.Held held) {
                        greatest = Math.max(greatest, held.fence());
                        grants++;
                    }
                    return LockCodec.encode(answered(reply));
                }
                return inner.apply(command);
            } catch (MalformedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Tells some who have to wait that they hold it. */
    public static final class DoubleGrant extends Provider {
        @Override
        public StateMachine create(Limits limits) {
            return new BentLock(right(limits)) {
                @Override
                LockReply answered(LockReply reply) {
                    return reply instanceof LockReply.Queued queued && every(2)
                            ? new LockReply.Held(
                                    queued.clusterNanos(), ++greatest, 1, queued.clusterNanos() + 2 * SECONDS)
                            : reply;
                }
            };
        }
    }

    /** Gives the last fence again. */
    public static final class ReusedFence extends Provider {
        @Override
        public StateMachine create(Limits limits) {
            return new BentLock(right(limits)) {
                @Override
                LockReply answered(LockReply reply) {
                    return reply instanceof LockReply.Held held && grants % OFTEN == 0
                            ? new LockReply.Held(held.clusterNanos(), held.fence() - 1, held.holds(), held.deadline())
                            : reply;
                }
            };
        }
    }

    /** Ends holds before the moment it has promised. */
    public static final class EarlyEnd extends Provider {
        private static final long LIFE = 1_000_000;

        @Override
        public StateMachine create(Limits limits) {
            return new BentLock(right(limits)) {
                @Override
                LockCommand.Acquire asked(LockCommand.Acquire a) {
                    return new LockCommand.Acquire(a.name(), a.owner(), a.need(), LIFE, a.patience());
                }

                @Override
                LockReply answered(LockReply reply) {
                    return reply instanceof LockReply.Held held
                            ? new LockReply.Held(
                                    held.clusterNanos(), held.fence(), held.holds(), held.clusterNanos() + 2 * SECONDS)
                            : reply;
                }
            };
        }
    }
}
