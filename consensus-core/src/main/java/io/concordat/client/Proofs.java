package io.concordat.client;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.net.ProofFrames;
import io.concordat.net.ProofFrames.Question;
import io.concordat.receipt.Receipt;
import io.concordat.receipt.ReceiptCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * What a client can get to show to others: receipts for its own commands, and the evidence that members keep. Futures
 * fail with {@link ClientException}. Thread-safe; nothing here blocks.
 */
public final class Proofs {
    private final ClusterClient client;

    private Proofs(ClusterClient client) {
        this.client = client;
    }

    public static Proofs through(ClusterClient client) {
        return new Proofs(client);
    }

    /**
     * The receipt for a command that this client has had executed, from so many members that one of them is honest. Has
     * to be asked for before the session acknowledges the reply: before it submits the next command, or falls silent.
     *
     * @param session its id
     * @param number commands of a session are numbered from 1, in the order in which they were submitted
     * @param check what each member's part must stand; fails with NO_RECEIPT when too few do
     */
    public CompletableFuture<Receipt> receipt(Bytes session, long number, ReceiptCheck check, Duration timeout) {
        long deadline = client.deadline(timeout);
        ReceiptParts parts = new ReceiptParts(check, client.nodes().size());
        for (int node : client.nodes()) {
            ask(node, id -> new Question.OfCommand(id, session, number), deadline, parts);
        }
        return parts.whole();
    }

    private void ask(int node, LongFunction<Question> naming, long deadline, ReceiptParts parts) {
        Calls.Question question = id -> ProofFrames.question(client.setup().group(), naming.apply(id));
        CompletableFuture<?> unused = client.ask(node, deadline, question).whenComplete((answer, failure) -> {
            String error = failure == null ? "" : String.valueOf(failure.getMessage());
            if (answer instanceof Answer.ProofAnswer proof) {
                ErrorCode code = proof.failure().none() ? null : proof.failure().error();
                if (code == ErrorCode.NOT_READY || code == ErrorCode.BUSY) {
                    // f+1 have executed it, this one has not come as far yet.
                    again(node, naming, deadline, parts);
                    return;
                }
                error = code == null
                        ? parts.add(proof.proof(), client.setup().limits())
                        : code + ": " + proof.failure().message();
            }
            parts.settled(node, error);
        });
    }

    private void again(int node, LongFunction<Question> naming, long deadline, ReceiptParts parts) {
        long pause = client.setup().timeouts().firstBackoff();
        if (parts.whole().isDone()) {
            return;
        }
        if (client.now() + pause >= deadline) {
            parts.settled(node, "it has not executed the command, or forgotten it");
            return;
        }
        client.loop().execute(() -> client.loop().schedule(pause, () -> ask(node, naming, deadline, parts)));
    }

    /** The evidence records that {@code node} keeps, in the protocol's form. Nothing of it is checked here. */
    public CompletableFuture<List<Bytes>> evidence(int node, Duration timeout) {
        return evidence(node, 0, client.deadline(timeout), new ArrayList<>());
    }

    private CompletableFuture<List<Bytes>> evidence(int node, long from, long deadline, List<Bytes> found) {
        Calls.Question question = id -> ProofFrames.question(client.setup().group(), new Question.OfLies(id, from));
        return client.ask(node, deadline, question).thenCompose(answer -> {
            Answer.ProofAnswer page = (Answer.ProofAnswer) answer;
            if (!page.failure().none()) {
                throw new ClientException(page.failure().error(), page.failure().message());
            }
            long last = read(page.proof(), found);
            boolean more = last >= from && last < Long.MAX_VALUE;
            return more ? evidence(node, last + 1, deadline, found) : CompletableFuture.completedFuture(found);
        });
    }

    /** Returns the place of the page's last record, -1 when it is empty. */
    private static long read(Bytes page, List<Bytes> into) {
        ByteReader in = new ByteReader(page);
        long last = -1;
        try {
            while (in.remaining() > 0) {
                last = in.u64();
                into.add(in.sized(in.remaining()).compact());
            }
        } catch (MalformedException e) {
            throw new ClientException(ErrorCode.MALFORMED, String.valueOf(e.getMessage()));
        }
        return last;
    }
}
