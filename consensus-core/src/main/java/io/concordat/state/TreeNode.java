package io.concordat.state;

import io.concordat.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A persistent AVL tree. Its depth is bounded whatever the keys, because clients choose them: a treap with priorities
 * from a public hash could be driven to a depth that overflows the stack of every replica at once.
 *
 * <p>Immutable but for the cached digest, which is a function of the content (benign race).
 */
final class TreeNode {
    final Bytes key;
    final Bytes value;
    final @Nullable TreeNode left;
    final @Nullable TreeNode right;
    private final int height;

    /** The digest of the subtree as a bucket, known only where it once was a bucket's top. */
    @Nullable
    Digest digest;

    private TreeNode(Bytes key, Bytes value, @Nullable TreeNode left, @Nullable TreeNode right) {
        this.key = key;
        this.value = value;
        this.left = left;
        this.right = right;
        this.height = 1 + Math.max(height(left), height(right));
    }

    static @Nullable Bytes get(@Nullable TreeNode top, Bytes key) {
        TreeNode at = top;
        while (at != null) {
            int order = key.compareTo(at.key);
            if (order == 0) {
                return at.value;
            }
            at = order < 0 ? at.left : at.right;
        }
        return null;
    }

    /** The same object when nothing changes, so that digests survive. */
    static TreeNode put(@Nullable TreeNode at, Bytes key, Bytes value) {
        if (at == null) {
            return new TreeNode(key.compact(), value.compact(), null, null);
        }
        int order = key.compareTo(at.key);
        if (order == 0) {
            return at.value.equals(value) ? at : new TreeNode(at.key, value.compact(), at.left, at.right);
        }
        if (order < 0) {
            TreeNode left = put(at.left, key, value);
            return left == at.left ? at : balanced(at, left, at.right);
        }
        TreeNode right = put(at.right, key, value);
        return right == at.right ? at : balanced(at, at.left, right);
    }

    /** The same object when the key is absent. */
    static @Nullable TreeNode remove(@Nullable TreeNode at, Bytes key) {
        if (at == null) {
            return null;
        }
        int order = key.compareTo(at.key);
        if (order < 0) {
            TreeNode left = remove(at.left, key);
            return left == at.left ? at : balanced(at, left, at.right);
        }
        if (order > 0) {
            TreeNode right = remove(at.right, key);
            return right == at.right ? at : balanced(at, at.left, right);
        }
        if (at.left == null) {
            return at.right;
        }
        if (at.right == null) {
            return at.left;
        }
        TreeNode next = first(at.right);
        return balanced(next, at.left, remove(at.right, next.key));
    }

    private static TreeNode first(TreeNode top) {
        TreeNode at = top;
        while (at.left != null) {
            at = at.left;
        }
        return at;
    }

    private static TreeNode balanced(TreeNode entry, @Nullable TreeNode left, @Nullable TreeNode right) {
        int lean = height(left) - height(right);
        if (lean > 1 && left != null) {
            TreeNode inner = left.right;
            if (inner == null || height(left.left) >= height(inner)) {
                return of(left, left.left, of(entry, inner, right));
            }
            return of(inner, of(left, left.left, inner.left), of(entry, inner.right, right));
        }
        if (lean < -1 && right != null) {
            TreeNode inner = right.left;
            if (inner == null || height(right.right) >= height(inner)) {
                return of(right, of(entry, left, inner), right.right);
            }
            return of(inner, of(entry, left, inner.left), of(right, inner.right, right.right));
        }
        return of(entry, left, right);
    }

    private static TreeNode of(TreeNode entry, @Nullable TreeNode left, @Nullable TreeNode right) {
        return new TreeNode(entry.key, entry.value, left, right);
    }

    static int height(@Nullable TreeNode node) {
        return node == null ? 0 : node.height;
    }
}
