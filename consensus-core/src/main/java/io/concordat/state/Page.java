package io.concordat.state;

import org.jspecify.annotations.Nullable;

/**
 * The middle level: 32 buckets. Written only by the state that owns it; once frozen, by nobody (but for the cached
 * digest).
 */
final class Page {
    static final int WIDTH = 32;

    final @Nullable TreeNode[] buckets;

    /** Compared by identity with the writer's current token: any other means that a frozen view shares this page. */
    final Object owner;

    @Nullable
    Digest digest;

    Page(Object owner) {
        this(owner, new TreeNode[WIDTH]);
    }

    private Page(Object owner, @Nullable TreeNode[] buckets) {
        this.owner = owner;
        this.buckets = buckets;
    }

    Page copyFor(Object newOwner) {
        return new Page(newOwner, buckets.clone());
    }
}
