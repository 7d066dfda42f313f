package io.concordat.simulation.invariants;

import io.concordat.bytes.Hash;
import org.jspecify.annotations.Nullable;

/**
 * State machine safety (Raft §5.4.3): what one replica takes for committed, every other finds at that index too, for
 * ever.
 */
public final class CommittedForever {
    private final Checks checks;
    private final EntryTable committed = new EntryTable();

    public CommittedForever(Checks checks) {
        this.checks = checks;
    }

    public void committed(int node, long index, long term, Hash hash) {
        checks.counted();
        Hash known = committed.hashAt(index);
        if (known == null) {
            committed.put(index, term, hash);
        } else if (!known.equals(hash)) {
            checks.violated(
                    "committed-forever",
                    "index " + index + " was committed as " + known + " of term " + committed.termAt(index) + ", node "
                            + node + " commits " + hash + " of term " + term);
        }
    }

    public long lastIndex() {
        return committed.lastIndex();
    }

    public @Nullable Hash hashAt(long index) {
        return committed.hashAt(index);
    }

    public long termAt(long index) {
        return committed.termAt(index);
    }
}
