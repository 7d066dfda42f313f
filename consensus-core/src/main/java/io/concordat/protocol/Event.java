package io.concordat.protocol;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.log.Bundle;
import io.concordat.log.LogEntry;
import io.concordat.membership.Membership;
import java.util.List;

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

    /** A local snapshot at {@code index} is synced. */
    record SnapshotReady(long index, Hash root) implements Event {}

    /** One chunk of a transfer arrived and was checked against the announced root. */
    record SnapshotChunk(int sender, long index, int chunk, Bytes data) implements Event {}

    /** A received snapshot is verified, synced and swapped in. */
    record SnapshotInstalled(long index, long term, Hash hash, Membership membership) implements Event {}

    /** An operator's wish. */
    record AdminRequested(long requestId, AdminRequest request) implements Event {}
}
