package io.concordat.pbft;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import java.util.List;

/**
 * Proof that a quorum stands at {@code index} with one chain of batches and one state: what lies below may be
 * forgotten. Order, state and membership are tied together here.
 *
 * @param chain C(index), which covers every batch up to it
 * @param root of state and sessions
 * @param bytes of a snapshot of that state: nobody has to take more than a quorum has signed
 */
public record CheckpointCertificate(long index, Hash chain, Hash root, long bytes, List<Statement> statements) {
    private static final Bytes DOMAIN = Bytes.utf8("concordat/pbft-checkpoint/1\n");

    public CheckpointCertificate {
        statements = List.copyOf(statements);
    }

    public static Hash digest(long index, Hash chain, Hash root, long bytes) {
        Bytes numbers = new ByteWriter(16).u64(index).u64(bytes).toBytes();
        return Hash.of(DOMAIN, numbers, chain.bytes(), root.bytes());
    }

    public Hash digest() {
        return digest(index, chain, root, bytes);
    }

    void encode(ByteWriter out) {
        out.u64(index).raw(chain.bytes()).raw(root.bytes()).u64(bytes);
        StatementList.encode(statements, out);
    }

    /** The size of a state, from whoever may say anything. */
    static long size(ByteReader in) throws MalformedException {
        long bytes = in.u64();
        if (bytes < 0 || bytes > Statement.MOST) {
            throw new MalformedException("a state of " + bytes + " bytes");
        }
        return bytes;
    }

    static CheckpointCertificate decode(ByteReader in) throws MalformedException {
        long index = in.u64();
        if (index < 1 || index > Statement.MOST) {
            throw new MalformedException("a checkpoint at " + index);
        }
        Hash chain = new Hash(in.raw(Hash.LENGTH));
        Hash root = new Hash(in.raw(Hash.LENGTH));
        long bytes = size(in);
        return new CheckpointCertificate(index, chain, root, bytes, StatementList.decode(in));
    }
}
