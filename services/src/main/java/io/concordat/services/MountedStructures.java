package io.concordat.services;

import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * The structures that mounted services keep beside the keyed state, one after the other in the order of their names.
 * Each is
 * cut in chunks (u32 length, bytes; 0 ends it), because its length is not known before it is written.
 */
record MountedStructures(TreeMap<Bytes, StateMachine.Frozen> byPrefix) implements StateMachine.Frozen {
    private static final int CHUNK_BYTES = 64 << 10;

    @Override
    public void writeTo(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(byPrefix.size());
        for (Map.Entry<Bytes, StateMachine.Frozen> entry : byPrefix.entrySet()) {
            data.write(entry.getKey().toArray());
            Chunks chunks = new Chunks(data);
            entry.getValue().writeTo(chunks);
            chunks.end();
        }
        data.flush();
    }

    interface Reader {
        void read(Bytes prefix, InputStream structure) throws IOException;
    }

    static void read(InputStream from, Reader reader) throws IOException {
        DataInputStream data = new DataInputStream(from);
        int count = data.readInt();
        for (int i = 0; i < count; i++) {
            int length = data.readUnsignedByte();
            byte[] prefix = new byte[1 + length];
            prefix[0] = (byte) length;
            data.readFully(prefix, 1, length);
            Unchunked structure = new Unchunked(data);
            reader.read(Bytes.wrap(prefix), structure);
            structure.skipRest();
        }
    }

    private static final class Chunks extends OutputStream {
        private final DataOutputStream out;
        private final byte[] buffer = new byte[CHUNK_BYTES];
        private int size;

        Chunks(DataOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            if (size == buffer.length) {
                cut();
            }
            buffer[size++] = (byte) b;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int at = from;
            while (at < from + length) {
                if (size == buffer.length) {
                    cut();
                }
                int part = Math.min(buffer.length - size, from + length - at);
                System.arraycopy(bytes, at, buffer, size, part);
                size += part;
                at += part;
            }
        }

        private void cut() throws IOException {
            out.writeInt(size);
            out.write(buffer, 0, size);
            size = 0;
        }

        void end() throws IOException {
            if (size > 0) {
                cut();
            }
            out.writeInt(0);
        }
    }

    private static final class Unchunked extends InputStream {
        private final DataInputStream in;
        private int left;
        private boolean ended;

        Unchunked(DataInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0 && !ended) {
                left = in.readInt();
                ended = left == 0;
                if (left < 0 || left > CHUNK_BYTES) {
                    throw new IOException("a chunk of " + left + " bytes");
                }
            }
            if (ended) {
                return -1;
            }
            int got = in.read(bytes, from, Math.min(length, left));
            if (got < 0) {
                throw new EOFException("a mounted service's structure is cut short");
            }
            left -= got;
            return got;
        }

        void skipRest() throws IOException {
            byte[] waste = new byte[1_024];
            while (read(waste, 0, waste.length) >= 0) {
                continue;
            }
        }
    }
}
