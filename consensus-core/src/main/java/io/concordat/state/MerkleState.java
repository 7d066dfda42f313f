package io.concordat.state;

import io.concordat.api.KeyedState;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.runtime.Invariant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The group's canonical state: 1,024 fixed buckets of persistent trees under a Merkle root that depends on the content
 * alone, whatever the history. Confined to one thread; frozen views may go anywhere.
 */
public final class MerkleState implements KeyedState {
    private Object owner = new Object();
    private Page[] pages = new Page[Page.WIDTH];
    private boolean shared;
    private boolean writable = true;

    public MerkleState() {
        Arrays.setAll(pages, i -> new Page(owner));
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        int bucket = StateDigest.bucket(key);
        return TreeNode.get(pages[bucket / Page.WIDTH].buckets[bucket % Page.WIDTH], key);
    }

    @Override
    public void put(Bytes key, Bytes value) {
        int bucket = StateDigest.bucket(key);
        TreeNode old = pages[bucket / Page.WIDTH].buckets[bucket % Page.WIDTH];
        replace(bucket, old, TreeNode.put(old, key, value));
    }

    @Override
    public boolean remove(Bytes key) {
        int bucket = StateDigest.bucket(key);
        TreeNode old = pages[bucket / Page.WIDTH].buckets[bucket % Page.WIDTH];
        TreeNode rest = TreeNode.remove(old, key);
        replace(bucket, old, rest);
        return rest != old;
    }

    private void replace(int bucket, @Nullable TreeNode old, @Nullable TreeNode now) {
        Invariant.check(writable, "state was written outside a command: a query must not change it");
        if (old == now) {
            return;
        }
        if (shared) {
            pages = pages.clone();
            shared = false;
        }
        int at = bucket / Page.WIDTH;
        if (pages[at].owner != owner) {
            pages[at] = pages[at].copyFor(owner);
        }
        pages[at].buckets[bucket % Page.WIDTH] = now;
        pages[at].digest = null;
    }

    @Override
    public void scan(Bytes prefix, Bytes from, Visitor visitor) {
        MergedScan.run(pages, prefix, from, visitor);
    }

    @Override
    public FrozenState freeze() {
        shared = true;
        owner = new Object();
        return new FrozenState(pages);
    }

    @Override
    public KeyedState scoped(Bytes prefix) {
        return new ScopedState(this, prefix);
    }

    /** Rehashes the buckets changed since the last root, of this state or of a frozen view of it. */
    public Hash root() {
        return StateDigest.root(pages);
    }

    /** Between commands writing is a bug that would make replicas differ; it is caught at the first key. */
    public void writable(boolean allowed) {
        writable = allowed;
    }
}
