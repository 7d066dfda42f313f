package io.concordat.storage;

import io.concordat.bytes.Bytes;
import io.concordat.record.Completion;
import io.concordat.record.SlotFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Two slots in a preallocated file: overwriting them changes no metadata, so a sync is one small write. */
final class FileSlots implements SlotFile {
    private final FileChannel channel;
    private final Executor syncing;
    private final boolean sync;
    private volatile @Nullable String failure;

    FileSlots(FileChannel channel, Executor syncing, boolean sync) {
        this.channel = channel;
        this.syncing = syncing;
        this.sync = sync;
    }

    /** @param syncing where syncs wait for the disk, so that they run beside the log's own */
    static FileSlots open(Path file, Executor syncing, boolean sync) throws IOException {
        boolean created = !Files.exists(file);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        int size = SLOTS * SLOT_BYTES;
        if (channel.size() < size) {
            // Also for a file cut short: what is missing reads as never written.
            int missing = (int) (size - channel.size());
            writeFully(channel, ByteBuffer.allocate(missing), channel.size());
            channel.force(true);
        }
        if (created) {
            DurableFiles.syncDirectory(DurableFiles.parentOf(file));
        }
        return new FileSlots(channel, syncing, sync);
    }

    static FileSlots openReadOnly(Path file) throws IOException {
        return new FileSlots(FileChannel.open(file, StandardOpenOption.READ), Runnable::run, false);
    }

    @Override
    public Bytes read(int slot) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(SLOT_BYTES);
        while (content.hasRemaining()) {
            if (channel.read(content, (long) slot * SLOT_BYTES + content.position()) < 0) {
                break;
            }
        }
        return Bytes.wrap(content.array());
    }

    @Override
    public void write(int slot, Bytes content) throws IOException {
        if (failure != null) {
            throw new IOException(failure);
        }
        if (content.length() != SLOT_BYTES || slot < 0 || slot >= SLOTS) {
            throw new IOException("slot " + slot + " takes " + SLOT_BYTES + " bytes, not " + content.length());
        }
        try {
            writeFully(channel, ByteBuffer.wrap(content.toArray()), (long) slot * SLOT_BYTES);
        } catch (IOException e) {
            failure = "watermark write failed: " + e.getMessage();
            throw e;
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer content, long at) throws IOException {
        long start = at;
        while (content.hasRemaining()) {
            start += channel.write(content, start);
        }
    }

    @Override
    public void sync(Completion completion) {
        syncing.execute(() -> {
            String reason = force();
            if (reason == null) {
                completion.done();
            } else {
                completion.failed(reason);
            }
        });
    }

    private @Nullable String force() {
        if (failure == null && sync) {
            try {
                channel.force(false);
            } catch (IOException e) {
                // A second try would succeed on pages the kernel has already dropped.
                failure = "watermark sync failed: " + e.getMessage();
            }
        }
        return failure;
    }

    boolean healthy() {
        return failure == null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
