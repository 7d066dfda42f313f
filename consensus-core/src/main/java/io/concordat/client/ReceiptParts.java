package io.concordat.client;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.receipt.Receipt;
import io.concordat.receipt.ReceiptCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Puts members' parts together. None of them is believed: a part counts when it holds by itself, and a receipt is made
 * of parts that say the same. Thread-safe.
 */
final class ReceiptParts {
    private final ReceiptCheck check;
    private final ReceiptCheck ofOne;
    private final CompletableFuture<Receipt> whole = new CompletableFuture<>();
    private final Map<Statement, List<Receipt>> alike = new LinkedHashMap<>();
    private final TreeMap<Integer, String> failures = new TreeMap<>();
    private int open;

    /** What members may say alike; their certificates may differ, and each proves the same. */
    private record Statement(Bytes bundle, long index, Receipt.Outcome outcome) {}

    ReceiptParts(ReceiptCheck check, int nodes) {
        this.check = check;
        this.ofOne = new ReceiptCheck(check.witnesses(), check.rules(), 1);
        this.open = nodes;
    }

    CompletableFuture<Receipt> whole() {
        return whole;
    }

    /** Returns what is wrong with it, empty for nothing. */
    String add(Bytes encoded, Limits limits) {
        Receipt part;
        try {
            part = Receipt.decode(encoded, limits);
        } catch (MalformedException e) {
            return "its part cannot be read: " + e.getMessage();
        }
        String flaw = ofOne.flaw(part);
        if (flaw != null) {
            return flaw;
        }
        Receipt made = joined(part);
        if (made != null) {
            whole.complete(made);
        }
        return "";
    }

    private synchronized @Nullable Receipt joined(Receipt part) {
        Statement statement =
                new Statement(part.bundle().digest().bytes(), part.place().index(), part.outcome());
        List<Receipt> same = alike.computeIfAbsent(statement, s -> new ArrayList<>());
        int node = part.replies().get(0).node();
        if (same.stream().noneMatch(p -> p.replies().get(0).node() == node)) {
            same.add(part);
        }
        return same.size() < check.equal()
                ? null
                : same.get(0).with(same.stream().map(p -> p.replies().get(0)).toList());
    }

    /** Nothing more comes of this node. */
    void settled(int node, String failure) {
        synchronized (this) {
            open--;
            if (!failure.isEmpty()) {
                failures.put(node, failure);
            }
            if (open > 0) {
                return;
            }
        }
        whole.completeExceptionally(new ClientException(
                ErrorCode.NO_RECEIPT, "fewer than " + check.equal() + " members give the same receipt: " + failures));
    }
}
