package io.concordat.client;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.runtime.Invariant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A session's commands: those with numbers, of which the first has no result yet, and behind them those without.
 *
 * <p>A number once sent belongs to its bytes for ever, unless every sending of it provably did nothing; then it is
 * taken back from the end of the window, as if it had never been given out. A number that may have been executed is
 * sent again until its result is known, even when its caller has long been told "unknown": the numbers behind it need
 * it. Confined to the loop.
 */
final class CommandWindow {
    /** What a command costs besides its bytes, so that empty commands are bounded too. */
    static final int OVERHEAD = 64;

    private final Limits limits;
    private final AtomicLong held;
    private final ArrayDeque<PendingCommand> queue = new ArrayDeque<>();
    private @Nullable PendingCommand[] ring = new PendingCommand[64];
    private long base = 1;
    private long next = 1;
    private long sendAt = 1;
    private long earliestDeadline = Long.MAX_VALUE;

    /**
     * Commands {@code first}, {@code first + 1} … to be sent in one bundle.
     *
     * @param deadline when the last caller stops waiting; never, if one has, because what was sent before may have
     *     happened and the numbers behind it need its result
     */
    record Sending(long first, List<Bytes> commands, long deadline) {}

    /** {@code held} counts the bytes of all commands taken in and not let go of. */
    CommandWindow(Limits limits, AtomicLong held) {
        this.limits = limits;
        this.held = held;
    }

    void enqueue(PendingCommand command) {
        queue.addLast(command);
        earliestDeadline = Math.min(earliestDeadline, command.deadline);
    }

    /** Every result up to this number is here. */
    long acknowledged() {
        return base - 1;
    }

    boolean isEmpty() {
        return base == next && queue.isEmpty();
    }

    boolean hasUnsent() {
        return sendAt < next || !queue.isEmpty();
    }

    /** A lower bound of the deadlines nobody was told about yet. */
    long earliestDeadline() {
        return earliestDeadline;
    }

    /** Whether all of {@code count} commands from {@code first} have their results. */
    boolean resolved(long first, int count) {
        for (long number = Math.max(first, base); number < Math.min(first + count, next); number++) {
            if (!at(number).resolved) {
                return false;
            }
        }
        return true;
    }

    /** The next bundle: what must be sent again, then what is new; null when there is nothing. */
    @Nullable
    Sending nextSending() {
        long first = sendAt;
        int size = 0;
        long deadline = Long.MIN_VALUE;
        List<Bytes> commands = new ArrayList<>();
        while (commands.size() < limits.bundleCommands()) {
            PendingCommand command = sendAt < next ? at(sendAt) : firstQueued();
            if (command == null || (size > 0 && size + 4 + command.bytes.length() > limits.bundleBytes())) {
                break;
            }
            if (sendAt == next) {
                queue.removeFirst();
                number(command);
            }
            command.doubts++;
            deadline = Math.max(deadline, command.decided == null ? command.deadline : Long.MAX_VALUE);
            sendAt++;
            size += 4 + command.bytes.length();
            commands.add(command.bytes);
        }
        return commands.isEmpty() ? null : new Sending(first, commands, deadline);
    }

    /**
     * Takes results in; those whose callers must be told are added to {@code told}. Results seen before change
     * nothing.
     */
    void resolve(long first, List<Outcome> outcomes, List<PendingCommand> told) throws MalformedException {
        if (first + outcomes.size() > next) {
            throw new MalformedException("results up to number " + (first + outcomes.size() - 1)
                    + ", sent were numbers up to " + (next - 1));
        }
        for (int i = 0; i < outcomes.size(); i++) {
            long number = first + i;
            if (number >= base && !at(number).resolved) {
                PendingCommand command = at(number);
                command.resolved = true;
                if (command.decide(outcomes.get(i))) {
                    told.add(command);
                }
            }
        }
        while (base < next && at(base).resolved) {
            release(at(base));
            ring[slot(base)] = null;
            base++;
        }
        sendAt = Math.max(sendAt, base);
    }

    /** One sending of these commands provably had no effect. */
    void nothingHappened(long first, int count) {
        for (long number = Math.max(first, base); number < Math.min(first + count, next); number++) {
            PendingCommand command = at(number);
            command.doubts = Math.max(0, command.doubts - 1);
        }
    }

    /** Sends again from the first number without a result. Nothing may be in flight. */
    void goBack() {
        while (next > base && !at(next - 1).resolved && at(next - 1).doubts == 0) {
            next--;
            queue.addFirst(at(next));
            ring[slot(next)] = null;
        }
        sendAt = base;
    }

    /** Tells those whose time is up: never sent is {@code refused}, sent is unknown (and goes on being sent). */
    void expire(long now, Outcome.Refused refused, List<PendingCommand> told) {
        earliestDeadline = Long.MAX_VALUE;
        for (long number = base; number < next; number++) {
            expire(at(number), now, new Outcome.Unknown("TIMEOUT: no answer in time"), told);
        }
        for (PendingCommand command : queue) {
            expire(command, now, refused, told);
        }
        queue.removeIf(this::letGo);
    }

    private void expire(PendingCommand command, long now, Outcome outcome, List<PendingCommand> told) {
        if (command.decided == null) {
            if (command.deadline > now) {
                earliestDeadline = Math.min(earliestDeadline, command.deadline);
            } else if (command.decide(outcome)) {
                told.add(command);
            }
        }
    }

    /** The session is over: what was never sent is refused, of the rest nobody knows. */
    void abandon(Outcome.Refused refused, List<PendingCommand> told) {
        for (; base < next; base++) {
            PendingCommand command = at(base);
            Outcome outcome =
                    command.doubts == 0 ? refused : new Outcome.Unknown(refused.code() + ": " + refused.message());
            if (command.decide(outcome)) {
                told.add(command);
            }
            release(command);
            ring[slot(base)] = null;
        }
        sendAt = base;
        for (PendingCommand command = queue.pollFirst(); command != null; command = queue.pollFirst()) {
            if (command.decide(refused)) {
                told.add(command);
            }
            release(command);
        }
        earliestDeadline = Long.MAX_VALUE;
    }

    /** The first command without a number that its caller still waits for. */
    private @Nullable PendingCommand firstQueued() {
        PendingCommand command = queue.peekFirst();
        while (command != null && letGo(command)) {
            queue.removeFirst();
            command = queue.peekFirst();
        }
        return command;
    }

    private boolean letGo(PendingCommand command) {
        if (command.decided == null && !command.isDone()) {
            return false;
        }
        release(command);
        return true;
    }

    private void number(PendingCommand command) {
        if (next - base == ring.length) {
            grow();
        }
        ring[slot(next)] = command;
        next++;
    }

    private void grow() {
        @Nullable PendingCommand[] larger = new PendingCommand[ring.length * 2];
        for (long number = base; number < next; number++) {
            larger[(int) (number & (larger.length - 1))] = ring[slot(number)];
        }
        ring = larger;
    }

    private PendingCommand at(long number) {
        PendingCommand command = ring[slot(number)];
        if (command == null) {
            throw new Invariant.Violation("number " + number + " is outside the window " + base + ".." + next);
        }
        return command;
    }

    private int slot(long number) {
        return (int) (number & (ring.length - 1));
    }

    private void release(PendingCommand command) {
        held.addAndGet(-(command.bytes.length() + OVERHEAD));
    }
}
