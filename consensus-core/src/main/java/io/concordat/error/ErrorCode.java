package io.concordat.error;

import java.util.Locale;
import java.util.Optional;

/** The registry of errors: one stable code, what it means for the command, whether to retry, which exit status. */
public enum ErrorCode {
    USAGE(Outcome.REFUSED, false, 2, "The command line is wrong.", "See --help."),
    INTERNAL(Outcome.UNKNOWN, false, 1, "A bug, or a situation nobody foresaw.", "Report it with the node's log."),
    NOT_LEADER(Outcome.REFUSED, true, 3, "This replica does not lead.", "The client follows the hint by itself."),
    NO_QUORUM(
            Outcome.REFUSED,
            true,
            3,
            "No node that leads a quorum was reached; nothing was executed.",
            "Check `concordat status`; start the nodes that are down."),
    TIMEOUT(
            Outcome.UNKNOWN,
            true,
            4,
            "No answer came in time; the command may or may not have been executed.",
            "Retry in the same session, or read the state."),
    LEADERSHIP_LOST(
            Outcome.UNKNOWN, true, 4, "The leader changed while the command was under way.", "Retried by the client."),
    BUSY(
            Outcome.REFUSED,
            true,
            3,
            "A bound of the node is reached; nothing was taken.",
            "Send less, or later; see limits.*."),
    NO_SPACE(Outcome.REFUSED, true, 3, "The node's disk is nearly full.", "Free space; reading goes on."),
    NO_SUCH_NODE(Outcome.REFUSED, false, 2, "The group has no such member.", "`concordat status` lists the members."),
    TRANSFER_FAILED(
            Outcome.REFUSED,
            false,
            1,
            "Leadership did not move in time; the old leader leads on, or somebody else was elected.",
            "See `concordat status`: the node must be up, whole and not far behind. Then try again."),
    SNAPSHOT_REFUSED(Outcome.REFUSED, false, 1, "No snapshot was taken.", "The message says why."),
    CAS_MISMATCH(Outcome.REFUSED, false, 5, "The value found is not the value expected.", "Read it and try again."),
    COUNTER_OVERFLOW(
            Outcome.REFUSED, false, 5, "The sum leaves the 64-bit range.", "Use a smaller step, or set the counter."),
    LOCK_BUSY(Outcome.REFUSED, false, 5, "Somebody else holds the lock.", "Wait longer, or ask `lock info`."),
    NOT_HELD(
            Outcome.REFUSED,
            false,
            5,
            "The owner does not hold the lock, or not under this fence.",
            "Its lease may have run out: see `lock info`."),
    LOCK_MISMATCH(
            Outcome.REFUSED,
            false,
            5,
            "The mode does not fit: a semaphore has one size, and an owner cannot take more than it holds.",
            "Ask `lock info`, or release first."),
    LOCK_LOST(
            Outcome.REFUSED,
            false,
            6,
            "The lock was lost while it was needed.",
            "What ran under it was ended; refuse its fence at the resource."),
    DEADLOCK(Outcome.REFUSED, false, 5, "Waiting would close a cycle.", "Release what you hold, then try again."),
    LIMIT_REACHED(Outcome.REFUSED, false, 5, "The limiter is exhausted.", "Retry after the time given."),
    WRONG_CLUSTER(Outcome.REFUSED, false, 8, "The other side belongs to another cluster.", "Check --cluster."),
    WRONG_IDENTITY(Outcome.REFUSED, false, 8, "The key is not enrolled, or not for this role.", "Check the key file."),
    WRONG_CONFIGURATION(
            Outcome.REFUSED, false, 8, "The agreed configuration differs.", "Use the same cluster.toml on all nodes."),
    WRONG_VERSION(Outcome.REFUSED, false, 8, "The versions do not overlap.", "Upgrade the older side."),
    DIRECTORY_IN_USE(Outcome.REFUSED, false, 1, "Another process holds the node directory.", "Stop it first."),
    STORAGE_FAILED(
            Outcome.UNKNOWN, false, 1, "The disk failed or is corrupt; the replica has stopped.", "Look at the disk."),
    NUMBER_REUSED(Outcome.REFUSED, false, 1, "Other bytes were sent under this number before.", "A bug in the client."),
    REPLY_DROPPED(
            Outcome.UNKNOWN,
            false,
            1,
            "The command ran, its reply was acknowledged and is no longer kept.",
            "A bug in the client."),
    GAP(Outcome.REFUSED, true, 1, "Numbers before this one are missing.", "The client sends them again."),
    SESSION_UNKNOWN(Outcome.REFUSED, false, 1, "The session was never opened, or has ended.", "Open a new one."),
    SESSION_LIMIT(
            Outcome.REFUSED,
            true,
            3,
            "The group has as many sessions as it may.",
            "Close some; see limits.sessions and limits.sessions-per-client."),
    MALFORMED(Outcome.REFUSED, false, 1, "The bytes are not what the protocol allows.", "A bug in the client."),
    BAD_SIGNATURE(Outcome.REFUSED, false, 8, "The signature does not match the key.", "Check the key file."),
    CONNECTION_LOST(Outcome.UNKNOWN, true, 4, "The connection broke.", "Retried by the client."),
    VERIFICATION_FAILED(
            Outcome.REFUSED,
            false,
            7,
            "What was checked is not as it must be: a rule is broken, bytes are damaged, or writes are lost.",
            "Keep everything as it is and look at what the message names."),
    NO_RECEIPT(
            Outcome.UNKNOWN,
            false,
            1,
            "The command was executed, but too few members gave a receipt for it.",
            "Do not repeat the command. Members may be down: see `concordat status`."),
    NOT_READY(
            Outcome.REFUSED,
            true,
            1,
            "A node or group did not come to serve in time.",
            "Look at the node's log: `concordat cluster logs`.");

    /** What is known about the command that met the error. */
    public enum Outcome {
        REFUSED,
        UNKNOWN
    }

    private final Outcome outcome;
    private final boolean retryable;
    private final int exit;
    private final String meaning;
    private final String next;

    ErrorCode(Outcome outcome, boolean retryable, int exit, String meaning, String next) {
        this.outcome = outcome;
        this.retryable = retryable;
        this.exit = exit;
        this.meaning = meaning;
        this.next = next;
    }

    public static Optional<ErrorCode> of(String name) {
        String wanted = name.toUpperCase(Locale.ROOT);
        for (ErrorCode code : values()) {
            if (code.name().equals(wanted)) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }

    public Outcome outcome() {
        return outcome;
    }

    /** Whether the client logic tries again by itself, within the caller's deadline. */
    public boolean retryable() {
        return retryable;
    }

    public int exit() {
        return exit;
    }

    public String meaning() {
        return meaning;
    }

    public String next() {
        return next;
    }
}
