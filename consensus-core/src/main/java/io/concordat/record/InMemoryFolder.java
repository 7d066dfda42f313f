package io.concordat.record;

import io.concordat.bytes.Bytes;
import io.concordat.runtime.RandomSource;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A folder that lasts as long as its process and forgets in a {@link #cut} what a file system may forget: content that
 * was not synced, and names whose folder was not. Thread-safe.
 */
public final class InMemoryFolder implements SnapshotFolder {
    private TreeMap<String, Content> names = new TreeMap<>();
    private TreeMap<String, Content> durableNames = new TreeMap<>();

    private static final class Content {
        private Bytes seen;
        private Bytes durable = Bytes.EMPTY;

        private Content(Bytes seen) {
            this.seen = seen;
        }
    }

    @Override
    public synchronized List<String> list() {
        return new ArrayList<>(names.keySet());
    }

    @Override
    public synchronized Bytes read(String name, int most) throws IOException {
        Bytes content = content(name).seen;
        if (content.length() > most) {
            throw new IOException(name + " has " + content.length() + " bytes, at most " + most + " are expected");
        }
        return content;
    }

    @Override
    public synchronized void write(String name, Bytes bytes) {
        Content content = names.get(name);
        if (content == null) {
            names.put(name, new Content(bytes.compact()));
        } else {
            content.seen = bytes.compact();
        }
    }

    @Override
    public synchronized void sync(String name) throws IOException {
        Content content = content(name);
        content.durable = content.seen;
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        names.put(to, content(from));
        names.remove(from);
    }

    @Override
    public synchronized void delete(String name) {
        names.remove(name);
    }

    @Override
    public synchronized void syncNames() {
        durableNames = new TreeMap<>(names);
    }

    /** What a backup of it would hold, all of it durable. */
    public synchronized InMemoryFolder copy() {
        InMemoryFolder copy = new InMemoryFolder();
        names.forEach((name, content) -> {
            Content same = new Content(content.seen);
            same.durable = content.seen;
            copy.names.put(name, same);
            copy.durableNames.put(name, same);
        });
        return copy;
    }

    /** The power has gone: each name that was not synced stands or not, each content is old, new or torn. */
    public synchronized void cut(RandomSource random) {
        TreeMap<String, Content> left = new TreeMap<>();
        TreeSet<String> all = new TreeSet<>(names.keySet());
        all.addAll(durableNames.keySet());
        for (String name : all) {
            Content now = names.get(name);
            Content before = durableNames.get(name);
            Content survivor = now == before || random.nextLong(2) == 0 ? before : now;
            if (survivor != null) {
                left.put(name, survivor);
            }
        }
        for (Content content : left.values()) {
            if (content.seen != content.durable) {
                content.durable = torn(content, random);
                content.seen = content.durable;
            }
        }
        names = left;
        durableNames = new TreeMap<>(left);
    }

    private static Bytes torn(Content content, RandomSource random) {
        return switch ((int) random.nextLong(3)) {
            case 0 -> content.durable;
            case 1 -> content.seen;
            default -> content.seen.slice(0, (int) random.nextLong(content.seen.length() + 1L));
        };
    }

    /** A bit rots in place. */
    public synchronized void flip(String name, int bit) throws IOException {
        Content content = content(name);
        byte[] bytes = content.seen.toArray();
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        content.seen = Bytes.wrap(bytes);
        content.durable = content.seen;
    }

    /** Replaced by an empty one. */
    public synchronized void wipe() {
        names = new TreeMap<>();
        durableNames = new TreeMap<>();
    }

    private Content content(String name) throws IOException {
        Content content = names.get(name);
        if (content == null) {
            throw new NoSuchFileException(name);
        }
        return content;
    }
}
