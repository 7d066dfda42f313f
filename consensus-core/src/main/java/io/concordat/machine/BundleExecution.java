package io.concordat.machine;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.runtime.Invariant;
import io.concordat.session.CommandRun;
import io.concordat.session.Session;
import io.concordat.session.Sessions;
import java.util.List;

/**
 * Judges a bundle at apply, where every replica sees the same state: registration, ownership and numbers (design
 * §4.10). All refusals are results, never exceptions: the bundle is in the log, whatever it is.
 */
final class BundleExecution {
    private static final int NONCE_LENGTH = 16;

    private final GroupContext context;
    private final Sessions sessions;
    private final UserCalls user;

    /** The calls into the user's machine, with its failures made fatal. */
    interface UserCalls {
        Bytes command(Session session, Bytes command, long number);

        void ended(Session session);
    }

    BundleExecution(GroupContext context, Sessions sessions, UserCalls user) {
        this.context = context;
        this.sessions = sessions;
        this.user = user;
    }

    BundleResult run(Bundle bundle, long nowNanos) {
        if (!ours(bundle)) {
            return BundleResult.failed(bundle, ErrorCode.WRONG_CLUSTER, "signed for another cluster or group");
        }
        if (bundle.kind() == Bundle.Kind.OPEN) {
            return open(bundle, nowNanos);
        }
        Session session = sessions.find(bundle.session());
        if (session == null) {
            return BundleResult.failed(bundle, ErrorCode.SESSION_UNKNOWN, "never opened, closed or expired");
        }
        if (!session.clientKey().equals(bundle.clientKey())) {
            return BundleResult.failed(bundle, ErrorCode.WRONG_IDENTITY, "the session belongs to another key");
        }
        sessions.renew(session, nowNanos);
        sessions.acknowledge(session, bundle.repliesAcknowledged(), bundle.eventsAcknowledged());
        return switch (bundle.kind()) {
            case COMMANDS -> commands(bundle, session);
            case CLOSE -> {
                end(session);
                yield BundleResult.of(bundle, 0, Bytes.EMPTY);
            }
            case OPEN, KEEP_ALIVE -> BundleResult.of(bundle, 0, Bytes.EMPTY);
            case QUERY -> throw new Invariant.Violation("a query is answered after its batch");
        };
    }

    boolean ours(Bundle bundle) {
        return bundle.cluster().equals(context.cluster()) && bundle.group() == context.group();
    }

    void end(Session session) {
        sessions.end(session);
        user.ended(session);
    }

    private BundleResult open(Bundle bundle, long nowNanos) {
        Bytes nonce;
        long timeToLive;
        try {
            ByteReader in = new ByteReader(bundle.payload());
            nonce = in.raw(NONCE_LENGTH);
            timeToLive = in.u64();
            in.end();
        } catch (MalformedException e) {
            return BundleResult.failed(bundle, ErrorCode.MALFORMED, "OPEN: " + e.getMessage());
        }
        if (timeToLive <= 0) {
            return BundleResult.failed(bundle, ErrorCode.MALFORMED, "OPEN: time to live " + timeToLive);
        }
        if (!Bundle.sessionId(bundle.clientKey(), nonce).equals(bundle.session())) {
            return BundleResult.failed(bundle, ErrorCode.MALFORMED, "OPEN: session id does not follow from the key");
        }
        Session known = sessions.find(bundle.session());
        if (known != null) {
            sessions.renew(known, nowNanos);
            return BundleResult.of(bundle, 0, Bytes.EMPTY);
        }
        if (sessions.hasEnded(bundle.session())) {
            return BundleResult.failed(bundle, ErrorCode.SESSION_UNKNOWN, "it has ended; open one with a new nonce");
        }
        if (sessions.full(bundle.clientKey())) {
            return BundleResult.failed(
                    bundle, ErrorCode.SESSION_LIMIT, sessions.size() + " sessions are open, of this key or in total");
        }
        sessions.open(bundle.session(), bundle.clientKey(), timeToLive, nowNanos);
        return BundleResult.of(bundle, 0, Bytes.EMPTY);
    }

    private BundleResult commands(Bundle bundle, Session session) {
        if (bundle.firstNumber() > session.next()) {
            return BundleResult.failed(bundle, ErrorCode.GAP, "expected number " + session.next());
        }
        List<Bytes> commands;
        try {
            commands = bundle.commands();
        } catch (MalformedException e) {
            return BundleResult.failed(bundle, ErrorCode.MALFORMED, "commands: " + e.getMessage());
        }
        CommandRun run = new CommandRun(sessions, session);
        Bytes results = run.run(bundle.firstNumber(), commands, (command, n) -> user.command(session, command, n));
        if (run.count() == 0) {
            return BundleResult.failed(bundle, ErrorCode.BUSY, "acknowledge replies and events first");
        }
        return BundleResult.of(bundle, run.count(), results);
    }
}
