package io.concordat.session;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.error.ErrorCode;
import io.concordat.runtime.Invariant;
import java.util.List;

/**
 * The rule of exactly-once (design §4.6), for consecutive commands of one session: next number, run; lower, cached
 * reply; the caller has refused a gap already. However a retry is cut into bundles, each number runs once.
 */
public final class CommandRun {
    /** Outcome bytes of the REPLIES frame. */
    public static final int REPLY = 0;

    public static final int REFUSED = 1;

    private final Sessions sessions;
    private final Session session;
    private final ByteWriter earlier = new ByteWriter(64);
    private int count;

    public CommandRun(Sessions sessions, Session session) {
        this.sessions = sessions;
        this.session = session;
    }

    /** Runs the one command whose turn it is, and answers at once. */
    public interface Executor {
        Bytes execute(Bytes command, long number);
    }

    /** How many commands have a result; fewer than asked for when the session's reply cache is full. */
    public int count() {
        return count;
    }

    /**
     * The results as a REPLIES frame carries them.
     *
     * @param firstNumber at most the session's next number
     */
    public Bytes run(long firstNumber, List<Bytes> commands, Executor executor) {
        Invariant.check(
                firstNumber <= session.next, "commands from %d run where %d is next", firstNumber, session.next);
        int known = (int) Math.min(commands.size(), session.next - firstNumber);
        for (int i = 0; i < known; i++) {
            recall(firstNumber + i, commands.get(i));
        }
        count = known;
        if (known == commands.size()) {
            return earlier.toBytes();
        }
        Bytes fresh = execute(commands.subList(known, commands.size()), executor);
        return known == 0 ? fresh : Bytes.concat(earlier.toBytes(), fresh);
    }

    private Bytes execute(List<Bytes> commands, Executor executor) {
        ByteWriter hashes = new ByteWriter(commands.size() * ReplyGroup.HASH_LENGTH + Hash.LENGTH);
        ByteWriter results = new ByteWriter(commands.size() * 24);
        long room = sessions.limits().sessionReplyBytes() - session.replyBytes();
        int done = 0;
        for (Bytes command : commands) {
            // A session that takes neither replies nor events is stopped here, where it costs nobody else anything.
            if (hashes.size() + results.size() >= room
                    || session.eventBytes() * 2 > sessions.limits().sessionEventBytes()) {
                break;
            }
            Bytes reply = executor.execute(command, session.next + done);
            Hash.appendPrefix(command, ReplyGroup.HASH_LENGTH, hashes);
            results.u8(REPLY).sized(reply);
            done++;
        }
        if (done == 0) {
            return Bytes.EMPTY;
        }
        ReplyGroup group = ReplyGroup.of(session.next, done, hashes, results);
        sessions.executed(session, group);
        count += done;
        return group.results();
    }

    private void recall(long number, Bytes command) {
        if (number <= session.repliesAcked) {
            refuse(ErrorCode.REPLY_DROPPED, "number " + number + " was acknowledged");
            return;
        }
        ReplyGroup group = session.repliesWith(number);
        if (group == null) {
            throw new Invariant.Violation("no cached reply for number " + number + " of session " + session.id());
        }
        if (group.hash(number).equals(shortHash(command))) {
            earlier.raw(group.result(number));
        } else {
            refuse(ErrorCode.NUMBER_REUSED, "number " + number + " was used for another command");
        }
    }

    private void refuse(ErrorCode code, String message) {
        earlier.u8(REFUSED).sized(Bytes.utf8(code + " " + message));
    }

    private static Bytes shortHash(Bytes command) {
        return Hash.of(command).bytes().slice(0, ReplyGroup.HASH_LENGTH);
    }
}
