package io.concordat.state;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The Merkle root: SHA-256 over 32 pages of 32 buckets of ordered entries. Digests already known are reused, so only
 * what changed since the last root is hashed. Part of the format: a change here changes every state hash.
 */
final class StateDigest {
    private static final Bytes ROOT = Bytes.utf8("concordat/state/1\n");
    private static final byte PAGE_TAG = 1;
    private static final byte BUCKET_TAG = 2;
    private static final Digest EMPTY = new Digest(Hash.ZERO.bytes(), 0);

    private final MessageDigest sha;
    private final byte[] length = new byte[4];
    private long hashed;

    private StateDigest() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The bucket of a key, 0..1023: FNV-1a with a 64-bit finalizer, spelled out because it may never change. */
    static int bucket(Bytes key) {
        byte[] array = key.backingArray();
        int end = key.backingOffset() + key.length();
        long h = 0xcbf29ce484222325L;
        for (int i = key.backingOffset(); i < end; i++) {
            h = (h ^ (array[i] & 0xff)) * 0x100000001b3L;
        }
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        return (int) h & (Page.WIDTH * Page.WIDTH - 1);
    }

    static Hash root(Page[] pages) {
        StateDigest digest = new StateDigest();
        Bytes[] parts = new Bytes[pages.length + 1];
        parts[0] = ROOT;
        for (int i = 0; i < pages.length; i++) {
            parts[i + 1] = digest.page(pages[i]).hash();
        }
        return Hash.of(parts);
    }

    /** Of all entries as a snapshot writes them; costs what the root costs, or nothing after it. */
    static long bytes(Page[] pages) {
        StateDigest digest = new StateDigest();
        long sum = 0;
        for (Page page : pages) {
            sum += digest.page(page).bytes();
        }
        return sum;
    }

    static Hash root(BucketDigests known) {
        StateDigest digest = new StateDigest();
        Bytes[] parts = new Bytes[Page.WIDTH + 1];
        parts[0] = ROOT;
        for (int page = 0; page < Page.WIDTH; page++) {
            Bytes[] buckets = new Bytes[Page.WIDTH];
            for (int i = 0; i < Page.WIDTH; i++) {
                buckets[i] = known.of(page * Page.WIDTH + i);
            }
            parts[page + 1] = digest.page(buckets);
        }
        return Hash.of(parts);
    }

    static BucketDigests buckets(Page[] pages) {
        StateDigest digest = new StateDigest();
        byte[] all = new byte[BucketDigests.LENGTH];
        for (int i = 0; i < BucketDigests.BUCKETS; i++) {
            Digest bucket = digest.bucketDigest(pages[i / Page.WIDTH].buckets[i % Page.WIDTH]);
            bucket.hash().copyTo(all, i * Hash.LENGTH);
        }
        return new BucketDigests(Bytes.wrap(all));
    }

    private Digest page(Page page) {
        Digest known = page.digest;
        if (known != null) {
            return known;
        }
        Bytes[] buckets = new Bytes[Page.WIDTH];
        long bytes = 0;
        for (int i = 0; i < Page.WIDTH; i++) {
            Digest bucket = bucketDigest(page.buckets[i]);
            buckets[i] = bucket.hash();
            bytes += bucket.bytes();
        }
        Digest fresh = new Digest(page(buckets), bytes);
        page.digest = fresh;
        return fresh;
    }

    private Bytes page(Bytes[] buckets) {
        sha.update(PAGE_TAG);
        for (Bytes bucket : buckets) {
            update(bucket);
        }
        return Bytes.wrap(sha.digest());
    }

    private Digest bucketDigest(@Nullable TreeNode top) {
        if (top == null) {
            return EMPTY;
        }
        Digest known = top.digest;
        if (known != null) {
            return known;
        }
        sha.update(BUCKET_TAG);
        hashed = 0;
        entries(top);
        Digest fresh = new Digest(Bytes.wrap(sha.digest()), hashed);
        top.digest = fresh;
        return fresh;
    }

    private void entries(@Nullable TreeNode node) {
        if (node != null) {
            entries(node.left);
            sized(node.key);
            sized(node.value);
            entries(node.right);
        }
    }

    private void sized(Bytes bytes) {
        int size = bytes.length();
        length[0] = (byte) (size >>> 24);
        length[1] = (byte) (size >>> 16);
        length[2] = (byte) (size >>> 8);
        length[3] = (byte) size;
        sha.update(length);
        hashed += length.length + size;
        update(bytes);
    }

    private void update(Bytes bytes) {
        sha.update(bytes.backingArray(), bytes.backingOffset(), bytes.length());
    }
}
