package io.concordat.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file as it was before one of its bytes changed, as far as that is known. Not thread-safe. */
final class FileImage implements AutoCloseable {
    private final FileChannel channel;
    private final long changedAt;
    private final byte was;

    /**
     * @param changed the byte to be read as it was, or null
     * @param blockAt where the block {@code changed} counts from begins
     */
    FileImage(Path file, @Nullable ChangedByte changed, long blockAt) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.changedAt = changed == null ? -1 : blockAt + changed.offset();
        this.was = changed == null ? 0 : changed.was();
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Up to {@code most} bytes from {@code from}; fewer at the file's end. */
    byte[] read(long from, int most) throws IOException {
        int length = (int) Math.max(0, Math.min(most, channel.size() - from));
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                break;
            }
        }
        if (changedAt >= from && changedAt < from + length) {
            bytes.array()[(int) (changedAt - from)] = was;
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
