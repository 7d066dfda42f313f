package io.concordat.machine;

import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.api.View;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.log.LogEntry;
import io.concordat.membership.Membership;
import io.concordat.runtime.Invariant;
import io.concordat.session.KeptReply;
import io.concordat.session.Session;
import io.concordat.session.SessionEvents;
import io.concordat.session.Sessions;
import io.concordat.state.MerkleState;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One group's state: committed batches go in, in index order, and results come out; the same on every replica.
 *
 * <p>Index, effective time, configuration, sessions and the user's keyed state are one keyed state under one root, so
 * they move together or not at all. Confined to one thread. After an exception from {@link #apply} it is unusable.
 */
public final class GroupMachine {
    private static final Bytes USER = Bytes.wrap(new byte[] {1});

    private final MerkleState state;
    private final Sessions sessions;
    private final StateMachine user;
    private final Execution execution;
    private final BundleExecution bundles;
    private GroupFacts facts;
    private @Nullable Membership membership;
    private boolean broken;

    /** A group before its first batch. */
    public GroupMachine(GroupContext context, Limits limits, StateMachine user) {
        this(context, user, Loaded.empty(limits));
    }

    private GroupMachine(GroupContext context, StateMachine user, Loaded loaded) {
        this.state = loaded.state;
        this.user = user;
        this.sessions = loaded.sessions;
        this.facts = loaded.facts;
        this.membership = loaded.membership;
        this.execution = new Execution(sessions);
        this.bundles = new BundleExecution(context, sessions, new FatalCalls());
        user.open(state.scoped(USER));
        state.writable(false);
    }

    /**
     * Continues from a snapshot's content, whose root the caller has checked.
     *
     * @param own what {@link StateMachine.Frozen#writeTo} wrote, for a machine with a structure of its own
     */
    public static GroupMachine restore(
            GroupContext context, Limits limits, StateMachine user, MerkleState state, @Nullable InputStream own)
            throws MalformedException, IOException {
        GroupMachine machine = new GroupMachine(context, user, Loaded.from(state, limits));
        if (own != null) {
            user.restore(own);
        }
        return machine;
    }

    /** What {@code state} says of itself that differs from what is claimed of it; null when nothing does. */
    public static @Nullable String contradiction(View state, long index, long effectiveNanos, Membership membership) {
        try {
            GroupFacts facts = GroupFacts.read(state);
            if (facts.index() != index || facts.effectiveNanos() != effectiveNanos) {
                return "a state at " + facts.index() + ", time " + facts.effectiveNanos() + ", claimed to be at "
                        + index + ", time " + effectiveNanos;
            }
            Bytes known = state.get(GroupFacts.CONFIGURATION_KEY);
            return membership.encode().equals(known) ? null : "another configuration than its state holds";
        } catch (MalformedException e) {
            return "a state without a place: " + e.getMessage();
        }
    }

    /** What the keyed state says, decoded. */
    private record Loaded(MerkleState state, Sessions sessions, GroupFacts facts, @Nullable Membership membership) {
        static Loaded from(MerkleState state, Limits limits) throws MalformedException {
            Bytes membership = state.get(GroupFacts.CONFIGURATION_KEY);
            return new Loaded(
                    state,
                    new Sessions(state, limits),
                    GroupFacts.read(state),
                    membership == null ? null : Membership.decode(membership));
        }

        static Loaded empty(Limits limits) {
            try {
                return from(new MerkleState(), limits);
            } catch (MalformedException e) {
                throw new IllegalStateException("an empty state holds nothing malformed", e);
            }
        }
    }

    /**
     * Executes the next batch.
     *
     * @throws ApplyFailedException when the user's machine throws: the replica must stop
     */
    public Applied apply(LogEntry entry) {
        Batch batch = entry.batch();
        Invariant.check(!broken, "a batch was applied after an earlier one had failed");
        Invariant.check(
                batch.index() == facts.index() + 1,
                "batch %d applied to a state that ends at %d",
                batch.index(),
                facts.index());
        broken = true;
        state.writable(true);
        long now = Math.max(facts.effectiveNanos(), batch.proposedNanos());
        execution.batch(batch.index(), now);
        expire(now);
        Membership next = batch.membership();
        if (next != null) {
            membership = next;
            state.put(GroupFacts.CONFIGURATION_KEY, next.encode());
        }
        List<BundleResult> results = new ArrayList<>(batch.bundles().size());
        for (Bundle bundle : batch.bundles()) {
            if (bundle.kind() != Bundle.Kind.QUERY) {
                results.add(bundles.run(bundle, now));
            }
        }
        for (Session full = sessions.overflown(); full != null; full = sessions.overflown()) {
            bundles.end(full);
        }
        List<SessionEvents> events = sessions.flush();
        facts = facts.after(batch.index(), now, entry.hash());
        state.put(GroupFacts.KEY, facts.encode());
        state.writable(false);
        broken = false;
        for (Bundle bundle : batch.bundles()) {
            if (bundle.kind() == Bundle.Kind.QUERY) {
                results.add(answer(bundle));
            }
        }
        return new Applied(batch.index(), now, results, events);
    }

    /** From the state after the whole batch. What it throws is its answer: every replica's throws alike. */
    private BundleResult answer(Bundle bundle) {
        if (!bundles.ours(bundle)) {
            return BundleResult.failed(bundle, ErrorCode.WRONG_CLUSTER, "signed for another cluster or group");
        }
        try {
            return BundleResult.of(bundle, 0, query(bundle.payload()));
        } catch (RuntimeException e) {
            return BundleResult.failed(bundle, ErrorCode.INTERNAL, "the state machine cannot answer");
        }
    }

    /** Before the commands, in (deadline, id) order; of equal deadlines sessions first, then the user's machine. */
    private void expire(long now) {
        while (true) {
            Session session = sessions.due(now);
            long userDeadline = user.nextDeadline();
            if (session != null && session.deadline() <= userDeadline) {
                bundles.end(session);
            } else if (userDeadline <= now) {
                expireUser(userDeadline);
            } else {
                return;
            }
        }
    }

    private void expireUser(long deadline) {
        try {
            user.expire(execution);
        } catch (RuntimeException e) {
            throw new ApplyFailedException("expire", execution.index(), e);
        }
        if (user.nextDeadline() <= deadline) {
            throw new ApplyFailedException(
                    "expire",
                    execution.index(),
                    new IllegalStateException("its deadline " + deadline + " is still due afterwards"));
        }
    }

    /**
     * Whether {@code batch} is sure to be executed within microseconds: nothing but {@link StateMachine#brief brief}
     * commands, and nothing that falls due with its time.
     */
    public boolean brief(Batch batch) {
        if (batch.membership() != null || batch.proposedNanos() >= nextDeadline()) {
            return false;
        }
        for (Bundle bundle : batch.bundles()) {
            if (bundle.kind() != Bundle.Kind.COMMANDS || !brief(bundle)) {
                return false;
            }
        }
        return true;
    }

    private boolean brief(Bundle bundle) {
        try {
            return bundle.commands().stream().allMatch(user::brief);
        } catch (MalformedException e) {
            return true; // refused at a glance
        }
    }

    /** As {@link StateMachine#brief}. */
    public boolean brief(Bytes query) {
        return user.brief(query);
    }

    /** Answers from the state as of {@link #appliedIndex()}; whatever the user's machine throws goes to the caller. */
    public Bytes query(Bytes query) {
        Invariant.check(!broken, "a query reached a state that is half a batch ahead");
        return user.query(new Query(query, facts.effectiveNanos(), facts.index()));
    }

    /** Cluster time of the next expiry, of a session or of the user's machine; {@link Long#MAX_VALUE} for never. */
    public long nextDeadline() {
        return Math.min(sessions.nextDeadline(), user.nextDeadline());
    }

    /** The whole state, in O(1) unless the user's machine keeps a structure of its own. */
    public FrozenGroup freeze() {
        Invariant.check(!broken, "a state that is half a batch ahead was frozen");
        return new FrozenGroup(facts.index(), facts.effectiveNanos(), state.freeze(), user.freeze());
    }

    /** What a session has not acknowledged, to be sent to a client that has come back; empty when there is nothing. */
    public List<SessionEvents> unacknowledgedEvents(Bytes session) {
        return sessions.unacknowledged(session);
    }

    /** What a session was answered under {@code number}, while it has not acknowledged that; else null. */
    public @Nullable KeptReply reply(Bytes session, long number) {
        return sessions.reply(session, number);
    }

    public long appliedIndex() {
        return facts.index();
    }

    public long effectiveNanos() {
        return facts.effectiveNanos();
    }

    /** The newest configuration executed; null before the first batch. */
    public @Nullable Membership membership() {
        return membership;
    }

    private final class FatalCalls implements BundleExecution.UserCalls {
        @Override
        public Bytes command(Session session, Bytes command, long number) {
            execution.command(session.id(), number, command);
            Bytes reply;
            try {
                reply = user.apply(execution);
            } catch (RuntimeException e) {
                throw ApplyFailedException.command(session.id(), number, execution.index(), e);
            }
            if (reply == null) {
                throw ApplyFailedException.command(
                        session.id(), number, execution.index(), new NullPointerException("no reply"));
            }
            return reply;
        }

        @Override
        public void ended(Session session) {
            try {
                user.sessionEnded(session.id(), execution);
            } catch (RuntimeException e) {
                throw new ApplyFailedException(
                        "the end of session " + session.id().toHex(), execution.index(), e);
            }
        }
    }
}
