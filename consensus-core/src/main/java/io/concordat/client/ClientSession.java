package io.concordat.client;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import io.concordat.net.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One registered identity: its commands are numbered, sent in bundles, and sent again until each has its result.
 *
 * <p>Thread-safe; nothing here blocks. At most two bundles are in flight, which is what paces batching: whatever is
 * submitted meanwhile goes into the next. After a failure everything without a result is sent again in order, from
 * the first number on.
 */
public final class ClientSession {
    private static final int MOST_IN_FLIGHT = 2;

    private final ClusterClient client;
    private final SessionListener listener;
    private final EventInbox events;
    private final Submissions submissions = new Submissions();
    private final Delivery delivery;
    private final AtomicLong held = new AtomicLong();
    private final CommandWindow window;
    private final SessionControl control;
    private final List<InFlight> inFlight = new ArrayList<>(MOST_IN_FLIGHT);
    /** Not waited for any longer, but their answers may yet come. */
    private final List<InFlight> overdue = new ArrayList<>();

    private final WakeUp wakeUp;
    private final SendingRoom room;
    private long roomTaken;
    private boolean goBack;
    private int failures;
    private @Nullable Quiet quiet;
    private ErrorCode lastRefusal = ErrorCode.NO_QUORUM;
    private volatile Outcome.@Nullable Refused ended;
    private volatile @Nullable Bytes id;

    ClientSession(ClusterClient client, long timeToLive, long openBy, SessionListener listener) {
        this.client = client;
        this.listener = listener;
        this.events = new EventInbox(listener, client::deliver);
        this.delivery = new Delivery(client, submissions, this::pump);
        this.window = new CommandWindow(client.setup().limits(), held);
        this.room = client.sendingRoom();
        this.wakeUp = new WakeUp(client.loop(), client.clock(), this::tick);
        this.control = new SessionControl(client, timeToLive, openBy);
    }

    /** 16 bytes; only after the session was opened. */
    public Bytes id() {
        Bytes known = id;
        if (known == null) {
            throw new IllegalStateException("the session is not open yet");
        }
        return known;
    }

    /** Whether it still takes commands. */
    public boolean usable() {
        return ended == null && !control.closing();
    }

    /**
     * Executes {@code command} exactly once, after all commands submitted before it. The future always completes
     * normally; by the end of {@code timeout} with {@link Outcome.Unknown} if the command may have been executed, and
     * with {@link Outcome.Refused} (NO_QUORUM, BUSY) if it certainly was not and will not be.
     */
    public CompletableFuture<Outcome> submit(Bytes command, Duration timeout) {
        int size = command.length() + CommandWindow.OVERHEAD;
        if (command.length() > client.setup().limits().bundleBytes() - 4) {
            return refused(ErrorCode.MALFORMED, "a command of " + command.length() + " bytes does not fit a bundle");
        }
        if (control.closing()) {
            return refused(ErrorCode.SESSION_UNKNOWN, "the session was closed");
        }
        if (held.addAndGet(size) > client.setup().limits().pendingBytes()) {
            held.addAndGet(-size);
            return refused(ErrorCode.BUSY, "this session has too many bytes waiting");
        }
        PendingCommand pending = new PendingCommand(command, client.deadline(timeout));
        if (submissions.push(pending) && !delivery.isHere()) {
            client.loop().execute(this::pump);
        }
        return pending;
    }

    /**
     * Takes no further commands, waits for the results of those it has, and ends the session on the cluster. Completes
     * normally in any case, after {@code timeout} at the latest; a session that could not be ended expires by itself.
     */
    public CompletableFuture<Void> close(Duration timeout) {
        control.startClosing();
        long deadline = client.deadline(timeout);
        client.loop().execute(() -> {
            control.closeBy(deadline);
            if (ended != null) {
                client.deliver(() -> control.closed().complete(null));
            } else {
                pump();
            }
        });
        return control.closed();
    }

    private static CompletableFuture<Outcome> refused(ErrorCode code, String message) {
        return CompletableFuture.completedFuture(new Outcome.Refused(code.name(), message));
    }

    // What follows is for this package, on the loop.

    CompletableFuture<Void> opened() {
        return control.opened();
    }

    @Nullable
    Bytes idIfStarted() {
        return id;
    }

    /** Returns the session's id. */
    Bytes start(Bytes nonce, Backoff pauses) {
        quiet = new Quiet(client, pauses);
        Bytes chosen = Bundle.sessionId(client.setup().clientKey(), nonce);
        id = chosen;
        control.start(client.identity(chosen), nonce);
        return chosen;
    }

    /** Sends what may be sent now. */
    void pump() {
        Outcome.Refused over = ended;
        if (!delivery.isUnderWay() || over != null) {
            submissions.drain(window::enqueue);
        }
        if (over != null) {
            abandon(over);
            return;
        }
        roomTaken = room.landed(roomTaken, inFlight);
        if (goBack && inFlight.isEmpty()) {
            goBack = false;
            window.goBack();
        }
        if (quiet != null && quiet.isOver()) {
            sendWhatIsDue();
        }
        rearm();
    }

    private void pump(boolean all) {
        if (all) {
            submissions.drain(window::enqueue);
        }
        pump();
    }

    private void sendWhatIsDue() {
        boolean commands = control.isOpen() && !goBack && inFlight.size() < MOST_IN_FLIGHT && window.hasUnsent();
        Bundle due = control.due(window, events.acknowledged());
        if (!commands && due == null) {
            return;
        }
        Connection leader = client.leader();
        if (leader == null) {
            return;
        }
        if (due != null) {
            leader.send(frame(due, giveUpAt()));
            control.sent(leader, due.kind());
        }
        while (commands && inFlight.size() < MOST_IN_FLIGHT && room.isFor(this)) {
            CommandWindow.Sending next = window.nextSending();
            if (next == null) {
                break;
            }
            Bundle bundle = Bundle.commands(
                    client.identity(id()),
                    next.first(),
                    next.commands(),
                    window.acknowledged(),
                    events.acknowledged(),
                    client::sign);
            int bytes = bundle.encoded().length();
            inFlight.add(new InFlight(leader, next.first(), next.commands().size(), bytes, giveUpAt(), false));
            roomTaken += bytes;
            room.sent(bytes);
            leader.sendCommands(frame(bundle, Math.min(next.deadline(), giveUpAt())), id(), next.first());
        }
    }

    private Frame frame(Bundle bundle, long deadline) {
        return Questions.bundle(client.setup().group(), bundle, client.patienceMillis(deadline));
    }

    private long giveUpAt() {
        return client.now() + client.setup().timeouts().attempt();
    }

    void answered(Connection from, Answer answer) {
        try {
            if (answer instanceof Answer.Results results) {
                answered(from, results);
            } else if (answer instanceof Answer.Control reply) {
                answered(from, reply);
            } else if (answer instanceof Answer.SessionEvents more && !events.accept(more.first(), more.events())) {
                // Events before these got lost. They are sent again to a session that speaks through a new connection.
                from.drop(ErrorCode.CONNECTION_LOST.name(), "events are missing");
            }
        } catch (MalformedException e) {
            from.drop(ErrorCode.MALFORMED.name(), String.valueOf(e.getMessage()));
        }
        pump();
    }

    private void answered(Connection from, Answer.Results results) throws MalformedException {
        if (results.failure().none()) {
            List<PendingCommand> told = new ArrayList<>(results.outcomes().size());
            window.resolve(results.first(), results.outcomes(), told);
            inFlight.removeIf(sent -> window.resolved(sent.first(), sent.count()));
            overdue.removeIf(sent -> window.resolved(sent.first(), sent.count()));
            inFlight.replaceAll(sent ->
                    sent.connection() == from && sent.covers(results.first()) ? sent.restSoon(client.now()) : sent);
            succeeded(from);
            delivery.tell(told);
            return;
        }
        for (InFlight sent : inFlight) {
            if (sent.connection() == from && sent.first() == results.first()) {
                inFlight.remove(sent);
                goBack = true;
                ErrorCode code = results.failure().error();
                // Where every member takes bundles, one sending may have two places in the log: an answer from the
                // second says nothing about the first.
                boolean once = from.node() != Chorus.EVERYBODY;
                if (results.failure().nothingHappened()
                        || (once && results.failure().isFinal())) {
                    window.nothingHappened(sent.first(), certainlyMeant(sent));
                }
                failed(from, results.failure(), code);
                return;
            }
        }
    }

    /** A failure names only the first number: it may be the late answer to an earlier, shorter sending. */
    private int certainlyMeant(InFlight sent) {
        return overdue.stream()
                .filter(other -> other.connection() == sent.connection() && other.first() == sent.first())
                .mapToInt(InFlight::count)
                .reduce(sent.count(), Math::min);
    }

    private void answered(Connection from, Answer.Control reply) {
        if (reply.failure().none()) {
            succeeded(from);
            if (control.succeeded(reply.kind())) {
                end(new Outcome.Refused(ErrorCode.SESSION_UNKNOWN.name(), "the session was closed"));
            }
        } else if (control.failed(from, reply.kind())) {
            failed(from, reply.failure(), reply.failure().error());
        } else if (from.node() != Chorus.EVERYBODY && reply.failure().error() == ErrorCode.NOT_LEADER) {
            toldNoMore(from, reply.failure());
        }
    }

    /** Unasked: events come from another node now, and to whoever it was heard from. */
    private void toldNoMore(Connection from, Answer.Failure failure) {
        client.finder().notLeader(from.node(), failure.leader(), client.now());
        if (listener != SessionListener.NONE) {
            control.keepAliveNow();
        }
    }

    private void succeeded(Connection from) {
        failures = 0;
        lastRefusal = ErrorCode.NO_QUORUM;
        client.finder().leads(from.node());
        client.budget().succeeded();
    }

    private void failed(Connection from, Answer.Failure failure, ErrorCode code) {
        failures++;
        Quiet pause = quiet;
        if (failure.isFinal()) {
            end(new Outcome.Refused(code.name(), failure.message()));
        } else if (pause == null) {
            return;
        } else if (failure.pressed()) {
            lastRefusal = code;
            pause.busy(failures, failure.retryAfterMillis());
        } else if (code == ErrorCode.GAP) {
            pause.gap(failures);
        } else {
            client.finder().notLeader(from.node(), failure.leader(), client.now());
        }
    }

    void connectionLost(Connection connection) {
        goBack |= inFlight.removeIf(sent -> sent.connection() == connection);
        overdue.removeIf(sent -> sent.connection() == connection);
        control.connectionLost(connection);
        if (listener != SessionListener.NONE || client.setup().replies().everyMember()) {
            // Events, and results of others' proposals, come to whoever was heard last: nobody on the next connection.
            control.keepAliveNow();
        }
        pump();
    }

    private void tick() {
        long now = client.now();
        for (InFlight sent : List.copyOf(inFlight)) {
            if (sent.giveUpAt() <= now) {
                inFlight.remove(sent);
                overdue.add(sent);
                goBack = true;
                if (sent.begun()) {
                    continue;
                }
                client.finder().unreachable(sent.connection().node(), now);
                if (quiet != null) {
                    quiet.unanswered();
                }
            }
        }
        control.tick(now);
        ErrorCode late = control.late(now);
        if (late != null) {
            end(new Outcome.Refused((late == ErrorCode.NO_QUORUM ? lastRefusal : late).name(), "no answer in time"));
            return;
        }
        if (window.earliestDeadline() <= now) {
            expire(now);
        }
        pump();
    }

    private void expire(long now) {
        submissions.drain(window::enqueue);
        if (inFlight.isEmpty()) {
            window.goBack();
        }
        List<PendingCommand> told = new ArrayList<>();
        ErrorCode code = room.waits(this) ? ErrorCode.BUSY : lastRefusal;
        String why = code == ErrorCode.NO_QUORUM ? "no leader took it in time" : code.meaning();
        window.expire(now, new Outcome.Refused(code.name(), why), told);
        delivery.tell(told);
    }

    private void rearm() {
        long next = Math.min(window.earliestDeadline(), control.nextMoment());
        for (InFlight sent : inFlight) {
            next = Math.min(next, sent.giveUpAt());
        }
        if (quiet != null && !quiet.isOver() && (window.hasUnsent() || goBack || control.waiting())) {
            next = Math.min(next, quiet.until());
        }
        if (next != Long.MAX_VALUE) {
            wakeUp.by(next);
        }
    }

    /** Ends it for good; everything it still holds is decided. */
    void end(Outcome.Refused why) {
        if (ended != null) {
            return;
        }
        ended = why;
        inFlight.clear();
        roomTaken = room.landed(roomTaken, inFlight);
        wakeUp.cancel();
        client.forget(this);
        submissions.drain(window::enqueue);
        abandon(why);
        if (control.end(why)) {
            events.lost(why.code());
        }
    }

    private void abandon(Outcome.Refused why) {
        List<PendingCommand> told = new ArrayList<>();
        window.abandon(why, told);
        delivery.tell(told);
    }
}
