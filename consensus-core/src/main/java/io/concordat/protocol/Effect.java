package io.concordat.protocol;

import io.concordat.log.LogEntry;
import java.util.List;

/** Everything a protocol can ask for. A closed list of data: nothing here can be called. */
public sealed interface Effect {
    record Write(LogWrite write) implements Effect {}

    /** {@code afterSeq}: the write this message rests on, 0 when it promises nothing. */
    record Send(int to, Message message, long afterSeq) implements Effect {}

    /** Entries {@code from..to} inclusive, at most {@code maxBytes} of them (at least one entry if there is one). */
    record ReadLog(long token, long from, long to, int maxBytes) implements Effect {}

    /** Records {@code from..to} of {@code kind}, which is not {@link RecordKind#BATCH}; at most {@code maxBytes}. */
    record ReadRecords(long token, RecordKind kind, long from, long to, int maxBytes) implements Effect {}

    /** Asked before the {@link Apply} that reaches {@code index}: say the root of the state as it stands there. */
    record TellRoot(long index) implements Effect {}

    /**
     * Execute in order: committed, and durable here where logs precede commitment ({@link
     * PromiseRules#logsPrecedeCommitment}); else decided by what a quorum has on disk, whatever this one has.
     */
    record Apply(List<LogEntry> entries) implements Effect {}

    /** Confirmed: answer read {@code readId} once {@code index} is applied. */
    record ServeRead(long readId, long index) implements Effect {}

    /** This replica cannot confirm the read; the client should ask elsewhere. */
    record RefuseRead(long readId) implements Effect {}

    /** The proposal took this place in the log; its outcome is decided there. */
    record Accepted(long proposalId, long index, long term) implements Effect {}

    /** The proposal was not taken: nothing of it entered the log. */
    record Refused(long proposalId) implements Effect {}

    /**
     * {@code leader} is 0 while unknown. Everything proposed in an earlier term has an unknown outcome from here on.
     */
    record RoleChanged(Role role, long term, int leader) implements Effect {}

    /**
     * Fetch {@code id} from any of {@code sources}, verify every chunk and the root, sync it beside the log, and say
     * {@link Event.SnapshotReady}, or {@link Event.SnapshotFailed} when it cannot be had. At most one is under way; a
     * later one replaces it, and what was fetched for the same id is kept. Neither log nor state change by it.
     */
    record InstallSnapshot(SnapshotId id, List<Integer> sources) implements Effect {}

    /** What {@link InstallSnapshot} asked for is not needed any more: entries have overtaken it. */
    record AbandonInstall(SnapshotId id) implements Effect {}

    /**
     * Once write {@code afterSeq}, which moves the log to begin after this snapshot, is synced, and everything handed
     * over before is executed: replace the state machine's state by it, then say {@link Event.SnapshotInstalled}. A
     * crash at any moment in between comes up from log and mark with the new state.
     */
    record SwapState(SnapshotMark mark, long afterSeq) implements Effect {}

    /**
     * The write of this step has removed the log's records up to {@code index}, and its mark names the newest snapshot:
     * snapshots older than that one serve only transfers under way, and may go with the last of these.
     */
    record Compact(long index) implements Effect {}

    /**
     * An operator wants a snapshot: of the state once everything handed over is executed, whatever index that is. Then
     * {@link Event.SnapshotReady}, for the newest one there is if nothing was executed since, or {@link
     * Event.SnapshotRefused}.
     */
    record TakeSnapshot() implements Effect {}

    /** As {@link TakeSnapshot}, of the state right after {@code index}, which was not handed over yet. */
    record TakeSnapshotAt(long index) implements Effect {}

    record AdminDone(long requestId, AdminOutcome outcome) implements Effect {}

    /**
     * What becomes of proposals from here on, until the next such word or the end of this leadership; each leadership
     * begins with {@link Proposals#TAKEN}.
     *
     * @param successor with {@link Proposals#HELD}: who is about to lead, else 0
     */
    record Intake(Proposals proposals, int successor) implements Effect {
        public static final Intake OPEN = new Intake(Proposals.TAKEN, 0);

        public boolean taken() {
            return proposals == Proposals.TAKEN;
        }
    }

    /** Whether a leader takes proposals. */
    enum Proposals {
        TAKEN,
        /** They wait with the replica: leadership is on its way to somebody else, or stays after all. */
        HELD,
        /** Refused, and nothing happened: this disk, or those of a majority, have come down to their reserve. */
        NO_SPACE
    }

    /**
     * A member's words contradict what it or another member promised; they were dropped. Never an honest member's
     * doing, so an operator wants to know, but nothing that one member says may stop another.
     */
    record Accuse(int member, String deed) implements Effect {}

    /**
     * A message that {@code member} sent was dropped, and left no trace: {@code why} names the rule. Late and repeated
     * messages are dropped so too, so this alone accuses nobody.
     */
    record Dropped(int member, String why) implements Effect {}

    /** The replica cannot go on; it stops every group of the node. */
    record Fatal(String reason) implements Effect {}
}
