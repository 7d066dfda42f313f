package io.concordat.state;

import io.concordat.api.View;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import org.jspecify.annotations.Nullable;

/** The state as it stood at one moment. Immutable; thread-safe. */
public final class FrozenState implements View {
    private final Page[] pages;
    private @Nullable Hash root;

    FrozenState(Page[] pages) {
        this.pages = pages;
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        int bucket = StateDigest.bucket(key);
        return TreeNode.get(pages[bucket / Page.WIDTH].buckets[bucket % Page.WIDTH], key);
    }

    @Override
    public void scan(Bytes prefix, Bytes from, Visitor visitor) {
        MergedScan.run(pages, prefix, from, visitor);
    }

    /** Hashes what no earlier root has hashed; may take long after many changes, so not for an event loop. */
    public Hash root() {
        Hash known = root;
        if (known == null) {
            known = StateDigest.root(pages);
            root = known;
        }
        return known;
    }

    /** How many bytes of keyed sections a snapshot of this has; costs what {@link #root} costs, or nothing after it. */
    public long bytes() {
        return StateDigest.bytes(pages);
    }

    /** The digests of all buckets; costs what {@link #root} costs. */
    public BucketDigests buckets() {
        return StateDigest.buckets(pages);
    }

    /** Visits the entries of one bucket, in the order of their keys. */
    public void bucket(int bucket, Visitor visitor) {
        visit(pages[bucket / Page.WIDTH].buckets[bucket % Page.WIDTH], visitor);
    }

    private static boolean visit(@Nullable TreeNode node, Visitor visitor) {
        return node == null
                || (visit(node.left, visitor) && visitor.visit(node.key, node.value) && visit(node.right, visitor));
    }
}
