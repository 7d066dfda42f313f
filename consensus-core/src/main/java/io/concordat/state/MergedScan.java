package io.concordat.state;

import io.concordat.api.View;
import io.concordat.bytes.Bytes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Buckets are ordered each by itself; this merges them. Works on the trees as they stood when it began. */
final class MergedScan {
    private MergedScan() {}

    static void run(Page[] pages, Bytes prefix, Bytes from, View.Visitor visitor) {
        Bytes start = from.compareTo(prefix) > 0 ? from : prefix;
        PriorityQueue<Cursor> heads = new PriorityQueue<>(Comparator.comparing(Cursor::key));
        for (Page page : pages) {
            for (TreeNode top : page.buckets) {
                // Most buckets hold nothing of a narrow prefix: they cost a descent, not a cursor.
                Bytes first = ceiling(top, start);
                if (top != null && first != null && startsWith(first, prefix)) {
                    heads.add(Cursor.at(top, start));
                }
            }
        }
        for (Cursor head = heads.poll(); head != null; head = heads.poll()) {
            if (!visitor.visit(head.key(), head.value())) {
                return;
            }
            if (head.advance() && startsWith(head.key(), prefix)) {
                heads.add(head);
            }
        }
    }

    /** The smallest key that is not below {@code start}. */
    private static @Nullable Bytes ceiling(@Nullable TreeNode top, Bytes start) {
        Bytes found = null;
        TreeNode at = top;
        while (at != null) {
            if (at.key.compareTo(start) >= 0) {
                found = at.key;
                at = at.left;
            } else {
                at = at.right;
            }
        }
        return found;
    }

    private static boolean startsWith(Bytes key, Bytes prefix) {
        int at = key.backingOffset();
        int other = prefix.backingOffset();
        return key.length() >= prefix.length()
                && Arrays.equals(
                        key.backingArray(),
                        at,
                        at + prefix.length(),
                        prefix.backingArray(),
                        other,
                        other + prefix.length());
    }

    /** In-order position in one tree; the stack holds the nodes still to be visited, the nearest on top. */
    private static final class Cursor {
        private final Deque<TreeNode> stack = new ArrayDeque<>();

        /** Some key of {@code top} must not be below {@code start}. */
        static Cursor at(TreeNode top, Bytes start) {
            Cursor cursor = new Cursor();
            TreeNode at = top;
            while (at != null) {
                if (at.key.compareTo(start) >= 0) {
                    cursor.stack.push(at);
                    at = at.left;
                } else {
                    at = at.right;
                }
            }
            return cursor;
        }

        Bytes key() {
            return stack.getFirst().key;
        }

        Bytes value() {
            return stack.getFirst().value;
        }

        boolean advance() {
            TreeNode at = stack.pop().right;
            while (at != null) {
                stack.push(at);
                at = at.left;
            }
            return !stack.isEmpty();
        }
    }
}
