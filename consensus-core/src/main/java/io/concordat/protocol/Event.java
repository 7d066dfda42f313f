package io.concordat.protocol;

import io.concordat.bytes.Hash;
import io.concordat.log.Bundle;
import io.concordat.log.LogEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that can happen to a protocol. */
public sealed interface Event {
    /**
     * Time has passed; sent about every 10 ms. A gap in {@code now} between ticks is a pause, and the protocol judges
     * it.
     */
    record Tick() implements Event {}

    /** A message whose envelope was verified: signature, context, both incarnations, sender bound to its key. */
    record Received(int sender, Message message) implements Event {}

    /** Bundles admitted for agreement; none means that time must move on (a deadline is due). */
    record Proposed(long proposalId, long wallMillis, List<Bundle> bundles) implements Event {}

    /**
     * At a member that does not lead, under {@link ReplyRule#OF_EQUALS}: a bundle admitted from a client, who waits
     * for it; null when time must move on.
     */
    record Wanted(@Nullable Bundle bundle) implements Event {}

    /** The answer to {@link Effect.TellRoot}; {@code bytes}: the size of a snapshot of that state. */
    record RootTold(long index, Hash root, long bytes) implements Event {}

    /** The answer to {@link Effect.ReadRecords}; short or empty when there are no more. */
    record RecordsRead(long token, List<RecordOp.Put> records) implements Event {}

    /** This write and all before it are synced. */
    record WriteDone(long ioSeq) implements Event {}

    /** Terminal: the fate of this write is unknown and nothing may be promised any more. */
    record WriteFailed(long ioSeq, String reason) implements Event {}

    /** The state machine has executed everything up to {@code index}. */
    record Applied(long index) implements Event {}

    /** The answer to {@link Effect.ReadLog}; short or empty when the log ends, or was cut, before the range. */
    record LogRead(long token, List<LogEntry> entries) implements Event {}

    /** A client asks for a linearizable read. */
    record ReadRequested(long readId) implements Event {}

    /** A connection to {@code node} stands, to this life of it. */
    record PeerConnected(int node, long incarnation, long bootCounter) implements Event {}

    /**
     * A peer has seen a later life of this node than the disk remembers: the directory was rolled back, and promises
     * made since are forgotten. The protocol treats itself as amnesiac from here on.
     */
    record MemoryDoubted(String reason) implements Event {}

    /** {@code reset}: the peer's kernel said that nobody is there any more, as it does when a process is killed. */
    record PeerUnreachable(int node, boolean reset) implements Event {}

    /**
     * A snapshot is verified and synced here, and stays until a later one is marked: one taken from the own state at an
     * index that is a function of the log, or one that {@link Effect.InstallSnapshot} asked for. It may come late, when
     * a later one is known already.
     */
    record SnapshotReady(SnapshotMark mark) implements Event {}

    /** {@link Effect.SwapState} is done: the state machine stands at {@code id.index()}. */
    record SnapshotInstalled(SnapshotId id) implements Event {}

    /**
     * It cannot be had. Not asked for again unless the protocol does.
     *
     * @param disproved all of it came and is what its manifest names, yet not the state that {@code id} claims: whoever
     *     vouched for this id lied. Else no source has it any more, or what they sent was not it
     */
    record SnapshotFailed(SnapshotId id, boolean disproved, String reason) implements Event {}

    /** What {@link Effect.TakeSnapshot} asked for cannot be written. */
    record SnapshotRefused(String reason) implements Event {}

    /**
     * The disk has come down to its reserve, or has room again. What was written stays readable; nothing that grows may
     * be written while it is {@code full}.
     */
    record DiskSpace(boolean full) implements Event {}

    /** An operator's wish. */
    record AdminRequested(long requestId, AdminRequest request) implements Event {}
}
