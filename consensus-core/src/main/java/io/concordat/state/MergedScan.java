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
                Cursor cursor = top == null ? null : Cursor.at(top, start);
                if (cursor != null && startsWith(cursor.key(), prefix)) {
                    heads.add(cursor);
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

        static @Nullable Cursor at(TreeNode top, Bytes start) {
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
            return cursor.stack.isEmpty() ? null : cursor;
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
