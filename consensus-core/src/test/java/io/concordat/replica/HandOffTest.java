package io.concordat.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.log.LogEntry;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.runtime.Clock;
import io.concordat.runtime.HostRuntime;
import io.concordat.runtime.Loop;
import io.concordat.runtime.RandomSource;
import io.concordat.runtime.ThreadRuntime;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Counts how often a command changes threads on its way from the client's frame to its reply, over leader and follower:
 * leader's log, signed entries out, follower's log, signed acknowledgement back, execution. Each costs a wake-up.
 */
class HandOffTest {
    private static final int MOST = 10;

    /** How many hand-overs lie behind the work a thread is doing now. */
    private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

    @Test
    void anIdlePathChangesThreadsAtMostTenTimes() {
        CountingRuntime counting = new CountingRuntime(new ThreadRuntime("hand-off"));
        ContractNode.Stage stage = new ContractNode.Stage() {
            private final HostRuntime traced = new DepthRuntime(counting);

            @Override
            public HostRuntime runtime() {
                return traced;
            }

            @Override
            public void settle() {
                counting.awaitQuiet();
            }

            @Override
            public void close() {
                counting.close();
            }
        };
        ContractNode leader = new ContractNode(stage);
        leader.lead(leader.main());
        LogEntry entry =
                ContractNode.entry(ContractNode.genesis(leader.main()), 1, ContractNode.open(ContractNode.CLIENT));
        ContractNode follower = new ContractNode(stage);
        replicate(leader.main(), follower.main(), entry);
        // The wire: the transport hands a frame to its I/O thread, and the other side's I/O thread starts from there.
        leader.transport.onSend(frame ->
                onIoThread(() -> follower.deliver(follower.main(), follower.sealed(follower.main(), note("append")))));
        follower.transport.onSend(
                frame -> onIoThread(() -> leader.deliver(leader.main(), leader.sealed(leader.main(), note("ack")))));
        AtomicInteger replyDepth = new AtomicInteger();
        FakeClient client = new FakeClient(ContractNode.CLIENT) {
            @Override
            public void send(Frame frame) {
                if (frame.kind() == FrameKind.REPLIES) {
                    replyDepth.set(DEPTH.get() + 1);
                }
                super.send(frame);
            }
        };
        DEPTH.set(0);
        leader.submit(client, ContractNode.open(ContractNode.CLIENT));
        stage.settle();
        assertThat(client.replies()).containsExactly("0+0");
        // Four when the leader's own write ends last: loop, writer, loop, applier.
        assertThat(replyDepth.get()).isBetween(4, MOST);
        stage.close();
    }

    private static void replicate(ScriptedProtocol leader, ScriptedProtocol follower, LogEntry entry) {
        AtomicInteger durable = new AtomicInteger();
        leader.behave((event, out) -> {
            if (event instanceof Event.Proposed proposed) {
                out.add(ContractNode.sendSigned("append", 0));
                out.add(ContractNode.write(1, entry));
                out.add(new Effect.Accepted(proposed.proposalId(), 2, 1));
            } else if (event instanceof Event.WriteDone || acknowledgement(event)) {
                if (durable.incrementAndGet() == 2) {
                    out.add(ContractNode.apply(ContractNode.genesis(leader), entry));
                }
            }
        });
        follower.behave((event, out) -> {
            if (event instanceof Event.Received) {
                out.add(ContractNode.write(1, entry));
                out.add(ContractNode.sendSigned("ack", 1));
            }
        });
    }

    private static ScriptedProtocol.Note note(String text) {
        return ScriptedProtocol.Note.signed(text);
    }

    private static boolean acknowledgement(Event event) {
        return event instanceof Event.Received received
                && ((ScriptedProtocol.Note) received.message()).text().equals("ack");
    }

    private static void onIoThread(Runnable delivery) {
        DEPTH.set(DEPTH.get() + 1);
        delivery.run();
        DEPTH.set(DEPTH.get() - 1);
    }

    /** Hands the depth on with every task. */
    private record DepthRuntime(HostRuntime inner) implements HostRuntime {
        private static Runnable deeper(Runnable task) {
            int depth = DEPTH.get() + 1;
            return () -> {
                DEPTH.set(depth);
                try {
                    task.run();
                } finally {
                    DEPTH.set(0);
                }
            };
        }

        @Override
        public Clock clock() {
            return inner.clock();
        }

        @Override
        public RandomSource random() {
            return inner.random();
        }

        @Override
        public Loop newLoop(String name) {
            Loop loop = inner.newLoop(name);
            return new Loop() {
                @Override
                public void execute(Runnable task) {
                    loop.execute(deeper(task));
                }

                @Override
                public Timer schedule(long delayNanos, Runnable task) {
                    return loop.schedule(delayNanos, task);
                }
            };
        }

        @Override
        public Executor pool() {
            return task -> inner.pool().execute(deeper(task));
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
