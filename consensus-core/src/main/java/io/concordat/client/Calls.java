package io.concordat.client;

import io.concordat.error.ErrorCode;
import io.concordat.net.Frame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Questions that may be asked as often as needed: queries, to whoever leads, status, to one node, and what
 * administrators wish, where asking twice is the same as asking once. Confined to the client's loop.
 */
final class Calls {
    private final ClusterClient client;
    private final Backoff pauses;
    private final SortedMap<Long, Call> calls = new TreeMap<>();
    private long lastId;
    private final WakeUp wakeUp;

    private static final class Call {
        final int node;
        final Frame frame;
        final long deadline;
        final CompletableFuture<Answer> future = new CompletableFuture<>();

        @Nullable
        Connection asked;

        long giveUpAt;
        long quietUntil = Long.MIN_VALUE;
        int refusals;

        Call(int node, Frame frame, long deadline) {
            this.node = node;
            this.frame = frame;
            this.deadline = deadline;
        }
    }

    /** Makes the frame of a question from its id. */
    interface Question {
        Frame frame(long id);
    }

    Calls(ClusterClient client, Backoff pauses) {
        this.client = client;
        this.pauses = pauses;
        this.wakeUp = new WakeUp(client.loop(), client.clock(), this::tick);
    }

    /** Asks {@code node}, or with 0 whoever leads. The future fails with {@link ClientException} only. */
    CompletableFuture<Answer> ask(int node, long deadline, Question question) {
        Call call = new Call(node, question.frame(++lastId), deadline);
        if (calls.size() >= client.setup().limits().pendingReads()) {
            fail(call, ErrorCode.BUSY, calls.size() + " questions are unanswered");
        } else {
            calls.put(lastId, call);
            send(call);
            wakeUp.by(deadline);
        }
        return call.future;
    }

    void pump() {
        for (Call call : List.copyOf(calls.values())) {
            if (call.asked == null && call.quietUntil <= client.now()) {
                send(call);
            }
        }
    }

    private void send(Call call) {
        if (client.now() < call.quietUntil) {
            wakeUp.by(call.quietUntil);
            return;
        }
        Connection to = call.node == 0 ? client.leader() : client.connection(call.node);
        if (to != null) {
            call.asked = to;
            call.giveUpAt = client.now() + client.setup().timeouts().attempt();
            to.send(call.frame);
            if (call.node == 0) {
                wakeUp.by(call.giveUpAt);
            }
        }
    }

    void answered(Connection from, long id, Answer answer) {
        Call call = calls.get(id);
        if (call == null || (call.node != 0 && call.node != from.node())) {
            return;
        }
        Answer.Failure failure = failureOf(answer);
        if (failure != null) {
            if (!failure.none() && retry(call, from, failure)) {
                return;
            }
            client.finder().leads(from.node());
        }
        calls.remove(id);
        client.deliver(() -> call.future.complete(answer));
    }

    /** Null for what every node answers. */
    private static Answer.@Nullable Failure failureOf(Answer answer) {
        if (answer instanceof Answer.QueryAnswer query) {
            return query.failure();
        }
        return answer instanceof Answer.AdminAnswer admin ? admin.failure() : null;
    }

    /** Whether the failure is one that another node, or a little time, may mend. */
    private boolean retry(Call call, Connection from, Answer.Failure failure) {
        ErrorCode code = failure.error();
        if (!code.retryable() && code != ErrorCode.STORAGE_FAILED) {
            return false;
        }
        if (call.asked == from && failure.pressed()) {
            // It leads, only not now: somebody else would send us back to it.
            call.asked = null;
            client.budget().pressed();
            int pressure = client.budget().spend() ? ++call.refusals : Integer.MAX_VALUE;
            long pause = pauses.busy(
                    pressure,
                    failure.retryAfterMillis(),
                    client.setup().timeouts().busyBackoff());
            call.quietUntil = client.now() + pause;
            wakeUp.by(call.quietUntil);
        } else if (call.asked == from) {
            call.asked = null;
            if (call.node == 0) {
                client.finder().notLeader(from.node(), failure.leader(), client.now());
                client.pumpLater();
            } else {
                call.quietUntil = client.now()
                        + pauses.delay(
                                ++call.refusals, client.setup().timeouts().longestBackoff());
                wakeUp.by(call.quietUntil);
            }
        }
        return true;
    }

    void lost(int node, Connection connection, ErrorCode code, String message) {
        for (Iterator<Call> all = calls.values().iterator(); all.hasNext(); ) {
            Call call = all.next();
            if (call.node == node) {
                all.remove();
                fail(call, code, message);
            } else if (call.asked == connection) {
                call.asked = null;
            }
        }
    }

    private void tick() {
        long now = client.now();
        List<Integer> silent = new ArrayList<>();
        for (Iterator<Call> all = calls.values().iterator(); all.hasNext(); ) {
            Call call = all.next();
            Connection asked = call.asked;
            if (call.deadline <= now) {
                all.remove();
                fail(
                        call,
                        late(call),
                        asked == null
                                ? "no leader took it in time"
                                : "node " + asked.node() + " did not answer in time");
            } else if (call.node == 0 && asked != null && call.giveUpAt <= now) {
                call.asked = null;
                silent.add(asked.node());
            }
        }
        silent.stream().distinct().forEach(node -> client.finder().unreachable(node, now));
        pump();
        for (Call call : calls.values()) {
            boolean quiet = call.asked == null && call.quietUntil > now;
            boolean attempted = call.node == 0 && call.asked != null && call.giveUpAt > now;
            long attempt = quiet ? call.quietUntil : attempted ? call.giveUpAt : Long.MAX_VALUE;
            wakeUp.by(Math.min(call.deadline, attempt));
        }
    }

    private static ErrorCode late(Call call) {
        if (call.asked != null) {
            return ErrorCode.TIMEOUT;
        }
        return call.quietUntil == Long.MIN_VALUE ? ErrorCode.NO_QUORUM : ErrorCode.BUSY;
    }

    /** Fails everything, for good. */
    void close(ErrorCode code, String why) {
        List<Call> left = List.copyOf(calls.values());
        calls.clear();
        left.forEach(call -> fail(call, code, why));
        wakeUp.cancel();
    }

    private void fail(Call call, ErrorCode code, String message) {
        client.deliver(() -> call.future.completeExceptionally(new ClientException(code, message)));
    }
}
