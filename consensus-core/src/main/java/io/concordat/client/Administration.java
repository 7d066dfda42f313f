package io.concordat.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * What only an administrator may ask of a group; asked of whoever leads it, whose own word the answer is, also where
 * members may lie. Futures fail with {@link ClientException}, WRONG_IDENTITY when this client's key is not enrolled as
 * an administrator's. Thread-safe; nothing here blocks.
 */
public final class Administration {
    private static final int TRANSFER = 1;
    private static final int SNAPSHOT = 2;

    private final ClusterClient client;

    private Administration(ClusterClient client) {
        this.client = client;
    }

    public static Administration through(ClusterClient client) {
        return new Administration(client);
    }

    /** Who leads, in which term. */
    public record Leadership(int leader, long term) {}

    /**
     * Lets {@code node} lead, 0: whichever member is furthest along. Fails with NO_SUCH_NODE, and with TRANSFER_FAILED
     * when it does not come off within an election timeout.
     */
    public CompletableFuture<Leadership> transferLeadership(int node, Duration timeout) {
        return ask(TRANSFER, node, timeout).thenApply(done -> new Leadership(done.leader(), done.term()));
    }

    /**
     * The leader writes a snapshot of the state that holds everything executed when it was asked; completes with the
     * snapshot's index once that is durable. Fails with SNAPSHOT_REFUSED when it cannot be written, BUSY when too many
     * wait for one.
     */
    public CompletableFuture<Long> saveSnapshot(Duration timeout) {
        return ask(SNAPSHOT, 0, timeout).thenApply(Answer.AdminAnswer::index);
    }

    private CompletableFuture<Answer.AdminAnswer> ask(int operation, int node, Duration timeout) {
        Calls.Question question = id -> Questions.admin(client.setup().group(), id, operation, node);
        return client.ask(0, client.deadline(timeout), question).thenApply(answer -> {
            Answer.AdminAnswer done = (Answer.AdminAnswer) answer;
            if (done.failure().none()) {
                return done;
            }
            throw new ClientException(done.failure().error(), done.failure().message());
        });
    }
}
