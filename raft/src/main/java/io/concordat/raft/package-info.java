/**
 * Raft as a pure function of its inputs: {@link io.concordat.raft.RaftProtocol} takes events and gives effects; roles,
 * ballot, log and read rounds are small state machines inside it. Nothing here knows time, threads or disks.
 */
@NullMarked
package io.concordat.raft;

import org.jspecify.annotations.NullMarked;
