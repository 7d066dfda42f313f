package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Effects;
import io.concordat.protocol.Event;
import io.concordat.protocol.Message;
import io.concordat.raft.RaftMessage.AppendEntries;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.Position;
import io.concordat.raft.RaftMessage.Verdict;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a batch costs the loop in garbage, on leader and follower, when all goes well. Bytes are counted as the
 * interpreter allocates them, so that no whim of the compiler moves the figure; the batches are empty, because a
 * payload is passed on and not copied.
 */
class StepAllocationTest {
    private static final int BATCHES = 300;
    /** A proposal, the leader's write, two acknowledgements and the execution: five steps, two messages. */
    private static final long LEADER_BYTES_PER_BATCH = 3_000;
    /** A message of one entry, its write and its execution: three steps, one message. */
    private static final long FOLLOWER_BYTES_PER_BATCH = 1_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Effects effects = new Effects();
    private long allocated;
    private AppendEntries sent;
    private long written;

    @Test
    void aBatchCostsALeaderLittleGarbage() {
        Bench bench = new Bench(3);
        bench.becomeLeader();
        bench.acknowledge(2, bench.replica.last());
        bench.acknowledge(3, bench.replica.last());
        bench.silence();
        for (int i = -BATCHES; i < BATCHES; i++) {
            if (i == 0) {
                allocated = 0;
            }
            step(bench, new Event.Proposed(i + BATCHES + 1, 1, List.of()));
            LogEntry entry = sent.entries().get(sent.entries().size() - 1);
            Position at = new Position(entry.index(), entry.term(), entry.hash());
            AppendReply reply = new AppendReply(entry.term(), Verdict.ACCEPTED, at, 0, 1);
            step(bench, new Event.WriteDone(written));
            step(bench, new Event.Received(2, reply));
            step(bench, new Event.Received(3, reply));
            step(bench, new Event.Applied(entry.index()));
        }
        assertThat(allocated / BATCHES).isBetween(1L, LEADER_BYTES_PER_BATCH);
    }

    @Test
    void aBatchCostsAFollowerLittleGarbage() {
        Bench bench = new Bench(3);
        long[] terms = new long[2 * BATCHES + 1];
        java.util.Arrays.fill(terms, 1);
        List<LogEntry> chain = Bench.chain(terms);
        bench.hear(3, Bench.append(1, chain, 2, 2, 1));
        for (int i = -BATCHES; i < BATCHES; i++) {
            if (i == 0) {
                allocated = 0;
            }
            int index = i + BATCHES + 3;
            if (index > chain.size()) {
                break;
            }
            Event next = new Event.Received(3, Bench.append(1, chain, index, index, index - 1));
            step(bench, next);
            step(bench, new Event.WriteDone(written));
            step(bench, new Event.Applied(index - 1));
        }
        assertThat(bench.replica.last()).isEqualTo(chain.size());
        assertThat(allocated / BATCHES).isBetween(1L, FOLLOWER_BYTES_PER_BATCH);
    }

    private void step(Bench bench, Event event) {
        RaftProtocol protocol = bench.replica.protocol();
        long now = bench.cluster.now;
        effects.clear();
        long before = threads.getCurrentThreadAllocatedBytes();
        protocol.step(now, event, effects);
        allocated += threads.getCurrentThreadAllocatedBytes() - before;
        for (Effect effect : effects.list()) {
            if (effect instanceof Effect.Write write) {
                written = write.write().ioSeq();
            } else if (effect instanceof Effect.Send send) {
                Message message = send.message();
                sent = message instanceof AppendEntries entries ? entries : sent;
            }
        }
    }
}
